import { subscribe } from '@tradewind/events'
import { payments } from '@tradewind/events/contracts'
import { advanceOrder } from '../data/advance-order.ts'
import type { Transaction } from '../data/database.ts'
import type { Clock } from '../domain/steps.ts'

/** There is no payment: the order ends, its stock is given back. */
export const onPaymentDeclined = (clock: () => Clock) =>
  subscribe(payments.paymentDeclined, ({ data }, tx: Transaction) =>
    advanceOrder(tx, data.orderId, { kind: 'PaymentDeclined' }, clock()),
  )

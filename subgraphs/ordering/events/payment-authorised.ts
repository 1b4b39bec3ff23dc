import { subscribe } from '@tradewind/events'
import { payments } from '@tradewind/events/contracts'
import { advanceOrder } from '../data/advance-order.ts'
import type { Transaction } from '../data/database.ts'
import type { Clock } from '../domain/steps.ts'

/** Payment is certain: the held stock is asked for. */
export const onPaymentAuthorised = (clock: () => Clock) =>
  subscribe(payments.paymentAuthorised, ({ data }, tx: Transaction) =>
    advanceOrder(tx, data.orderId, { kind: 'PaymentAuthorised' }, clock()),
  )

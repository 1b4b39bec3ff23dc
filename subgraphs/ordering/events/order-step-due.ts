import { subscribe } from '@tradewind/events'
import { ordering } from '@tradewind/events/contracts'
import { advanceOrder } from '../data/advance-order.ts'
import type { Transaction } from '../data/database.ts'
import type { Clock } from '../domain/steps.ts'

/** A step has waited long enough: the order ends if it still waits there. */
export const onOrderStepDue = (clock: () => Clock) =>
  subscribe(ordering.orderStepDue, ({ data }, tx: Transaction) =>
    advanceOrder(tx, data.orderId, { kind: 'StepDue', step: data.status }, clock()),
  )

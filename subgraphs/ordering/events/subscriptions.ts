import type { Subscription } from '@tradewind/events'
import type { Transaction } from '../data/database.ts'
import type { Clock } from '../domain/steps.ts'
import { onOrderStepDue } from './order-step-due.ts'
import { onPaymentAuthorised } from './payment-authorised.ts'
import { onPaymentDeclined } from './payment-declined.ts'
import { onProductChanged } from './product-changed.ts'
import { onProductDeleted } from './product-deleted.ts'
import { onStockCommitRejected } from './stock-commit-rejected.ts'
import { onStockCommitted } from './stock-committed.ts'
import { onStockReservationExpired } from './stock-reservation-expired.ts'
import { onStockReservationRejected } from './stock-reservation-rejected.ts'
import { onStockReserved } from './stock-reserved.ts'

/** Every event that ordering acts on. */
export const subscriptions = (clock: () => Clock): Subscription<Transaction>[] => [
  onProductChanged,
  onProductDeleted,
  onStockReserved(clock),
  onStockReservationRejected(clock),
  onStockReservationExpired(clock),
  onStockCommitted(clock),
  onStockCommitRejected(clock),
  onPaymentAuthorised(clock),
  onPaymentDeclined(clock),
  onOrderStepDue(clock),
]

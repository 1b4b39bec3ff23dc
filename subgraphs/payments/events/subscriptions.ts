import type { Subscription } from '@tradewind/events'
import type { Services } from '../context.ts'
import type { Transaction } from '../data/database.ts'
import { checkDue } from './check-due.ts'
import { orderCancelled, orderRejected } from './order-ended.ts'
import { orderShipped } from './order-shipped.ts'
import { paymentRequested, paymentRequestedUnsealed } from './payment-requested.ts'
import { providerNotified } from './provider-notified.ts'
import { stepDue } from './step-due.ts'

/** Every event that payments listens to. */
export const subscriptions = (services: Services): Subscription<Transaction>[] => [
  paymentRequested(services),
  paymentRequestedUnsealed(services),
  orderShipped(services),
  orderRejected(services),
  orderCancelled(services),
  checkDue(services),
  stepDue(services),
  providerNotified(services),
]

import { payments } from '@tradewind/events/contracts'
import type { Services } from '../context.ts'
import { lookUpCall } from '../data/next-call.ts'
import { lockPayment } from '../data/payments.ts'
import { callOn } from './call.ts'

/** The provider sent word of an attempt: unless its answer is known already, the provider is asked what it is. */
export const providerNotified = (services: Services) =>
  callOn(services, payments.paymentNotified, async ({ orderId, attempt }, tx) => {
    const stored = await lockPayment(tx, orderId)
    return stored && lookUpCall(stored, attempt)
  })

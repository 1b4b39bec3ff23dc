import { payments } from '@tradewind/events/contracts'
import type { Services } from '../context.ts'
import { lookUpCall } from '../data/next-call.ts'
import { lockPayment } from '../data/payments.ts'
import { callOn } from './call.ts'

/** An attempt had no certain answer: unless it has one by now, the provider is asked what became of it. */
export const checkDue = (services: Services) =>
  callOn(
    services,
    payments.paymentCheckDue,
    async ({ orderId, attempt }, tx) => {
      const stored = await lockPayment(tx, orderId)
      return stored && lookUpCall(stored, attempt)
    },
    { onSchedule: true },
  )

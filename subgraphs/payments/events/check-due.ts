import { payments } from '@tradewind/events/contracts'
import type { Services } from '../context.ts'
import { lookUpCall, nextCall } from '../data/next-call.ts'
import { findPayment, lockOrder } from '../data/payments.ts'
import { callOn } from './call.ts'

/**
 * A payment is to be taken up again: an attempt without a certain answer is looked up; otherwise what has become due
 * (a void after a late approval, a refused capture once more) is begun.
 */
export const checkDue = (services: Services) =>
  callOn(
    services,
    payments.paymentCheckDue,
    async ({ orderId, attempt }, tx) => {
      await lockOrder(tx, orderId)
      const stored = await findPayment(tx, orderId)
      return stored && (lookUpCall(stored, attempt) ?? nextCall(tx, services, stored))
    },
    { onSchedule: true },
  )

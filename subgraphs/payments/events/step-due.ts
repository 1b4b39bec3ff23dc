import { payments } from '@tradewind/events/contracts'
import type { Services } from '../context.ts'
import { nextCall } from '../data/next-call.ts'
import { lockPayment } from '../data/payments.ts'
import { callOn } from './call.ts'

/** A payment's next step: to void a late approval, to try a refused capture once more, … unless it was taken already. */
export const stepDue = (services: Services) =>
  callOn(services, payments.paymentStepDue, async ({ orderId }, tx) => {
    const stored = await lockPayment(tx, orderId)
    return stored && nextCall(tx, services, stored)
  })

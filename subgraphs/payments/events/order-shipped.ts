import { ordering } from '@tradewind/events/contracts'
import type { Services } from '../context.ts'
import { nextCall } from '../data/next-call.ts'
import { openOrder } from '../data/payments.ts'
import { callOn } from './call.ts'

/** The parcel left: what is held is captured. Known before the payment is authorised, it is captured once it is. */
export const orderShipped = (services: Services) =>
  callOn(services, ordering.orderShipped, async ({ orderId }, tx) => {
    const { stored } = await openOrder(tx, orderId, { shippedAt: services.now() })
    return stored && nextCall(tx, services, stored)
  })

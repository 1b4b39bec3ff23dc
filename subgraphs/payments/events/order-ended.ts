import type { EventDefinition } from '@tradewind/events'
import { ordering } from '@tradewind/events/contracts'
import type { Services } from '../context.ts'
import { nextCall } from '../data/next-call.ts'
import { openOrder } from '../data/payments.ts'
import { callOn } from './call.ts'

const giveBackOn = <Data extends { readonly orderId: string }>(
  services: Services,
  definition: EventDefinition<Data>,
) =>
  callOn(services, definition, async ({ orderId }, tx) => {
    const { stored } = await openOrder(tx, orderId, { endedAt: services.now() })
    return stored && nextCall(tx, services, stored)
  })

/**
 * The order was rejected or cancelled: what is held is voided, what was captured is refunded. The note that it ended
 * stays, so that a payment request that is overtaken by it does nothing, and a late approval is voided at once.
 */
export const orderRejected = (services: Services) => giveBackOn(services, ordering.orderRejected)

export const orderCancelled = (services: Services) => giveBackOn(services, ordering.orderCancelled)

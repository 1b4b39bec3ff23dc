/** The contract that docs/events.md shows: what a second version of an event looks like. */
import { defineEvent } from '@tradewind/events'
import { z } from 'zod'
import { customerId, orderId, stockLine } from '../../../packages/events/contracts/values.ts'

const lines = z.array(stockLine).min(1).describe('What is ordered, a line for each variant.')
const channel = z.enum(['SHOP', 'PHONE']).describe('Where the order was placed.')

/** A customer placed an order; its stock is to be reserved. Subject: the order's id. */
export const orderPlacedV2 = defineEvent(
  'ordering.order.placed',
  2,
  z.object({ orderId, customerId, lines, channel }),
)

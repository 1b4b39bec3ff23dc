import { z } from 'zod'
import { defineEvent } from '../definition.ts'
import { instant, orderId, quantity, stockLine, variantId } from './values.ts'

const shortage = z
  .object({
    variantId,
    requested: quantity.describe('The pieces that were asked for.'),
    available: z.number().int().nonnegative().describe('The pieces there were.'),
  })
  .describe('A line that could not be served.')

const shortages = z.array(shortage).describe('The lines that could not be served.')

/** Every line of an order is held for it until `expiresAt`. Subject: the order's id. */
export const stockReserved = defineEvent(
  'inventory.stock.reserved',
  1,
  z.object({
    orderId,
    expiresAt: instant.describe('Until when they are held.'),
    lines: z.array(stockLine).describe('What is held.'),
  }),
)

/** Not every line could be held, so none is. Subject: the order's id. */
export const stockReservationRejected = defineEvent(
  'inventory.stock.reservation-rejected',
  1,
  z.object({ orderId, shortages }),
)

/** A reservation ran out before the order was authorised; its stock is free again. Subject: the order's id. */
export const stockReservationExpired = defineEvent(
  'inventory.stock.reservation-expired',
  1,
  z.object({ orderId }),
)

/** The held stock is sold: on hand has gone down, the ledger says why. Subject: the order's id. */
export const stockCommitted = defineEvent('inventory.stock.committed', 1, z.object({ orderId }))

/** The reservation had expired and its stock is gone, so the order cannot be served. Subject: the order's id. */
export const stockCommitRejected = defineEvent(
  'inventory.stock.commit-rejected',
  1,
  z.object({ orderId, shortages }),
)

/** What was held or sold for an order that ended is free again. Subject: the order's id. */
export const stockReleased = defineEvent('inventory.stock.released', 1, z.object({ orderId }))

/** How many pieces of a variant are on hand and free, over all locations. Subject: the variant's id. */
export const stockLevelChanged = defineEvent(
  'inventory.stock.level-changed',
  1,
  z.object({
    variantId,
    onHand: z.number().int().describe('The pieces in stock, held ones too.'),
    available: z.number().int().describe('The pieces that can still be ordered.'),
  }),
  ({ subject }) => ({ entities: { ProductVariant: [subject] } }),
)

/** The time of a reservation is up (inventory to itself, delayed). Subject: the order's id. */
export const stockReservationDue = defineEvent('inventory.stock.reservation-due', 1, z.object({ orderId }))

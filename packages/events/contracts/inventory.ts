import { z } from 'zod'
import { defineEvent } from '../definition.ts'
import { id, instant, quantity, stockLine } from './values.ts'

const shortage = z.object({ variantId: id, requested: quantity, available: z.number().int().nonnegative() })

/** Every line of an order is held for it until `expiresAt`. Subject: the order's id. */
export const stockReserved = defineEvent(
  'inventory.stock.reserved',
  1,
  z.object({ orderId: id, expiresAt: instant, lines: z.array(stockLine) }),
)

/** Not every line could be held, so none is. Subject: the order's id. */
export const stockReservationRejected = defineEvent(
  'inventory.stock.reservation-rejected',
  1,
  z.object({ orderId: id, shortages: z.array(shortage) }),
)

/** A reservation ran out before the order was authorised; its stock is free again. Subject: the order's id. */
export const stockReservationExpired = defineEvent(
  'inventory.stock.reservation-expired',
  1,
  z.object({ orderId: id }),
)

/** The held stock is sold: on hand has gone down, the ledger says why. Subject: the order's id. */
export const stockCommitted = defineEvent('inventory.stock.committed', 1, z.object({ orderId: id }))

/** The reservation had expired and its stock is gone, so the order cannot be served. Subject: the order's id. */
export const stockCommitRejected = defineEvent(
  'inventory.stock.commit-rejected',
  1,
  z.object({ orderId: id, shortages: z.array(shortage) }),
)

/** What was held or sold for an order that ended is free again. Subject: the order's id. */
export const stockReleased = defineEvent('inventory.stock.released', 1, z.object({ orderId: id }))

/** How many pieces of a variant are on hand and free, over all locations. Subject: the variant's id. */
export const stockLevelChanged = defineEvent(
  'inventory.stock.level-changed',
  1,
  z.object({ variantId: id, onHand: z.number().int(), available: z.number().int() }),
)

/** The time of a reservation is up (inventory to itself, delayed). Subject: the order's id. */
export const stockReservationDue = defineEvent(
  'inventory.stock.reservation-due',
  1,
  z.object({ orderId: id }),
)

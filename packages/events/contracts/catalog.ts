import { z } from 'zod'
import { defineEvent } from '../definition.ts'
import { currencyCode, id, minorUnits } from './values.ts'

const variant = z.object({
  variantId: id,
  sku: z.string().nullable(),
  /** The option values that tell it from its siblings, e.g. `Large / Blue`; empty for a product of one variant. */
  title: z.string(),
  prices: z.array(z.object({ currencyCode, amount: minorUnits })),
})

/**
 * A product as it now is, whole: a subscriber replaces its copy and forgets the variants that are no longer listed.
 * Subject: the product's id. Older than what the subscriber has (by `sequence`): to be ignored.
 */
export const productChanged = defineEvent(
  'catalog.product.changed',
  1,
  z.object({
    productId: id,
    handle: z.string(),
    title: z.string(),
    published: z.boolean(),
    imageUrl: z.string().nullable(),
    variants: z.array(variant),
  }),
)

/** A product and its variants are gone. Subject: the product's id. */
export const productDeleted = defineEvent('catalog.product.deleted', 1, z.object({ productId: id }))

/**
 * A merchant's file stated how many pieces of a variant there are. Published when the file's figure is new or differs
 * from the one it stated before, never for a file imported again unchanged. Subject: the variant's id.
 */
export const stockStated = defineEvent(
  'catalog.variant.stock-stated',
  1,
  z.object({ variantId: id, sku: z.string().nullable(), quantity: z.number().int(), importId: id }),
)

/**
 * A product import is to be worked off (catalog to itself, so that it survives a restart). Subject: the import's id.
 */
export const importRequested = defineEvent('catalog.import.requested', 1, z.object({ importId: id }))

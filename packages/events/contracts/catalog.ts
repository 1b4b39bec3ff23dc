import { z } from 'zod'
import { defineEvent } from '../definition.ts'
import { currencyCode, id, minorUnits, productId, variantId } from './values.ts'

const sku = z.string().nullable().describe('The merchant’s stock keeping unit, where there is one.')
const importId = id.describe('The import.')

const price = z.object({ currencyCode, amount: minorUnits }).describe('A price in one currency.')

const variant = z
  .object({
    variantId,
    sku,
    title: z
      .string()
      .describe(
        'The option values that tell it from its siblings, e.g. `Large / Blue`; empty for a product of one variant.',
      ),
    prices: z.array(price).describe('At most one price in each currency.'),
  })
  .describe('A variant as it now is.')

/**
 * A product as it now is, whole: a subscriber replaces its copy and forgets the variants that are no longer listed.
 * Subject: the product's id. Older than what the subscriber has (by `sequence`): to be ignored.
 */
export const productChanged = defineEvent(
  'catalog.product.changed',
  1,
  z.object({
    productId,
    handle: z.string().describe('Its name in URLs, unique in the shop.'),
    title: z.string().describe('Its name for people.'),
    published: z.boolean().describe('Whether customers see it.'),
    imageUrl: z.string().nullable().describe('Its main image, where there is one.'),
    variants: z.array(variant).describe('Every variant it has; one that is not listed is gone.'),
    removedVariantIds: z.array(variantId).optional().describe('The variants that this change took away.'),
  }),
  ({ subject, data: { variants, removedVariantIds = [] } }) => ({
    entities: {
      Product: [subject],
      ProductVariant: [...variants.map((each) => each.variantId), ...removedVariantIds],
    },
    // Handle, title, price and being published decide which lists it is in, and where.
    lists: ['Product'],
  }),
)

/** A product and its variants are gone. Subject: the product's id. */
export const productDeleted = defineEvent(
  'catalog.product.deleted',
  1,
  z.object({ productId }),
  // Which variants it had is known no more.
  ({ subject }) => ({ entities: { Product: [subject] }, all: ['ProductVariant'], lists: ['Product'] }),
)

const brandId = id.describe('The brand.')
const categoryId = id.describe('The category.')
const handle = z.string().describe('Its name in URLs, unique among those of its kind.')
const name = z.string().describe('Its name for people.')

/** A brand as it now is, new or changed. Subject: the brand's id. */
export const brandChanged = defineEvent(
  'catalog.brand.changed',
  1,
  z.object({ brandId, handle, name }),
  // Products are found by their brand.
  ({ subject }) => ({ entities: { Brand: [subject] }, lists: ['Brand', 'Product'] }),
)

/** A brand is gone, and its products have none. Subject: the brand's id. */
export const brandDeleted = defineEvent(
  'catalog.brand.deleted',
  1,
  z.object({ brandId }),
  // Each of its products counts as changed.
  ({ subject }) => ({ entities: { Brand: [subject] }, all: ['Product'], lists: ['Brand', 'Product'] }),
)

/** A category as it now is, new or changed. Subject: the category's id. */
export const categoryChanged = defineEvent(
  'catalog.category.changed',
  1,
  z.object({
    categoryId,
    handle,
    name,
    parentId: categoryId.nullable().describe('The category above; null at the root.'),
  }),
  // It is in the paths of those below it, and among the children of those above. Products are found by it, too.
  () => ({ all: ['Category'], lists: ['Category', 'Product'] }),
)

/** A category is gone; its products stay, without it. Subject: the category's id. */
export const categoryDeleted = defineEvent(
  'catalog.category.deleted',
  1,
  z.object({ categoryId }),
  // Each of its products counts as changed.
  () => ({ all: ['Category', 'Product'], lists: ['Category', 'Product'] }),
)

/**
 * A merchant's file stated how many pieces of a variant there are. Published when the file's figure is new or differs
 * from the one it stated before, never for a file imported again unchanged. Subject: the variant's id.
 */
export const stockStated = defineEvent(
  'catalog.variant.stock-stated',
  1,
  z.object({
    variantId,
    sku,
    quantity: z.number().int().describe('The pieces that the file stated.'),
    importId,
  }),
)

/**
 * A product import is to be worked off (catalog to itself, so that it survives a restart). Subject: the import's id.
 */
export const importRequested = defineEvent('catalog.import.requested', 1, z.object({ importId }))

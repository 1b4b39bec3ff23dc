import { completedOptions, withOptions } from './options.ts'
import type { Image, Option, Price, Product, Variant } from './product.ts'
import { Refusal, refuse, variantNotFound } from './refusal.ts'
import { brokenPrices, checked } from './rules.ts'

/** What a product is made with; what it refers to has been looked up. */
export interface ProductDraft extends Pick<
  Product,
  'handle' | 'title' | 'descriptionHtml' | 'description' | 'brandId' | 'categoryIds' | 'tags'
> {
  readonly options: readonly Option[]
  readonly variants: readonly VariantDraft[]
  readonly images: readonly Omit<Image, 'id'>[]
  readonly published: boolean
}

export type VariantDraft = Omit<Variant, 'id' | 'statedQuantity'>

/** Changes to a product; what is absent stays. */
export interface ProductPatch extends Partial<
  Pick<Product, 'handle' | 'title' | 'descriptionHtml' | 'description' | 'brandId' | 'categoryIds' | 'tags'>
> {
  readonly options?: readonly Option[]
  readonly images?: readonly Omit<Image, 'id'>[]
}

/** Changes to a variant; what is absent stays. `position` counts from 1. */
export type VariantPatch = Partial<VariantDraft> & { readonly position?: number }

/** Where new ids and the time come from. */
export interface Makings {
  readonly newId: () => string
  readonly now: Date
}

/** A variant as a product has it when nothing is known of it. */
export const plainVariant: VariantDraft = {
  sku: null,
  barcode: null,
  optionValues: [],
  weightGrams: null,
  prices: [],
}

/** @throws Refusal if the draft breaks a rule. */
export function createProduct(draft: ProductDraft, { newId, now }: Makings): Product {
  const { published, options, variants, images, ...rest } = draft
  const drafts = variants.length > 0 ? variants : [plainVariant]
  return checked({
    ...rest,
    id: newId(),
    tags: distinctTags(draft.tags),
    options: completedOptions(options, drafts),
    variants: drafts.map((variant) => newVariant(variant, newId)),
    images: images.map((image) => ({ ...image, id: newId() })),
    importedCategoryId: null,
    publishedAt: published ? now : null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  })
}

/** @throws Refusal if the changed product would break a rule. */
export function updateProduct(product: Product, patch: ProductPatch, { newId }: Makings): Product {
  const { options, images, tags, ...rest } = patch
  const changed: Product = {
    ...(options ? withOptions(product, options) : product),
    ...rest,
    ...(tags && { tags: distinctTags(tags) }),
    ...(images && { images: withIds(images, product.images, newId) }),
  }
  return checked(changed)
}

/** @throws Refusal if it does not fit the product. */
export function addVariant(product: Product, draft: VariantDraft, { newId }: Makings): Product {
  return withVariants(product, [...product.variants, newVariant(draft, newId)], ['variant'])
}

/** @throws Refusal if the product has no such variant, or would break a rule. */
export function updateVariant(product: Product, variantId: string, patch: VariantPatch): Product {
  const { position, ...changes } = patch
  const before = variantOf(product, variantId)
  const changed = { ...before, ...changes, ...(changes.prices && { prices: sortedPrices(changes.prices) }) }
  const variants = [...product.variants]
  const place = variants.indexOf(before)
  variants.splice(place, 1)
  variants.splice(position === undefined ? place : position - 1, 0, changed)
  return withVariants(product, variants, [])
}

/** @throws Refusal if the product has no such variant, or no other. */
export function removeVariant(product: Product, variantId: string): Product {
  const variant = variantOf(product, variantId)
  if (product.variants.length === 1) {
    refuse({
      __typename: 'LastVariantError',
      message: 'A product has at least one variant; unpublish or delete the product instead.',
      path: ['id'],
    })
  }
  return { ...product, variants: product.variants.filter((other) => other !== variant) }
}

/** @throws Refusal if a variant is not the product's or a price breaks a rule; paths lead into the list given. */
export function setPrices(
  product: Product,
  list: readonly { readonly variantId: string; readonly prices: readonly Price[] }[],
): Product {
  const known = new Set(product.variants.map(({ id }) => id))
  const errors = list.flatMap(({ variantId, prices }, index) => [
    ...(known.has(variantId) ? [] : [variantNotFound('variants', `${index}`, 'variantId')]),
    ...brokenPrices(prices, ['variants', `${index}`, 'prices']),
  ])
  if (errors.length > 0) throw new Refusal(errors)
  const prices = new Map(list.map((entry) => [entry.variantId, sortedPrices(entry.prices)]))
  return {
    ...product,
    variants: product.variants.map((variant) => ({
      ...variant,
      prices: prices.get(variant.id) ?? variant.prices,
    })),
  }
}

export const publish = (product: Product, now: Date): Product =>
  product.publishedAt ? product : { ...product, publishedAt: now }

export const unpublish = (product: Product): Product =>
  product.publishedAt ? { ...product, publishedAt: null } : product

/** @throws Refusal if the product has no such variant. */
export const variantOf = (product: Product, variantId: string): Variant =>
  product.variants.find(({ id }) => id === variantId) ?? refuse(variantNotFound('id'))

/** The images with ids: those whose address a present one has keep its id. */
export function withIds(
  images: readonly Omit<Image, 'id'>[],
  present: readonly Image[],
  newId: () => string,
): Image[] {
  const ids = new Map(present.map(({ url, id }) => [url, id]))
  return images.map((image) => ({ ...image, id: ids.get(image.url) ?? newId() }))
}

/** Tags without doubles; capitals make no difference, the first spelling stays. */
export function distinctTags(tags: readonly string[]): string[] {
  const keys = tags.map((tag) => tag.toLowerCase())
  return tags.filter((_, index) => keys.indexOf(keys[index]!) === index)
}

export const sortedPrices = (prices: readonly Price[]): Price[] =>
  prices.toSorted((a, b) => (a.currencyCode < b.currencyCode ? -1 : 1))

/** Errors about a variant lead to the one variant of the input, which lies at `path`. */
const withVariants = (product: Product, variants: readonly Variant[], path: readonly string[]): Product =>
  checked({ ...product, variants, options: completedOptions(product.options, variants) }, (found) =>
    found[0] === 'variants' ? [...path, ...found.slice(2)] : [...found],
  )

const newVariant = (draft: VariantDraft, newId: () => string): Variant => ({
  ...draft,
  prices: sortedPrices(draft.prices),
  id: newId(),
  statedQuantity: null,
})

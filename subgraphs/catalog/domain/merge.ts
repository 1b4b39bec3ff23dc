import { distinctTags, sortedPrices, withIds, type Makings } from './change-product.ts'
import { completedOptions } from './options.ts'
import { variantTitle, type Price, type Product, type Variant } from './product.ts'
import { refuseInput } from './refusal.ts'
import { checked } from './rules.ts'
import type { FileProduct } from './shopify-product.ts'
import type { FileVariant } from './shopify-variant.ts'

/** What a file's names stand for. Undefined where the file says nothing about it. */
export interface References {
  /** The brand of the vendor; null for none. */
  readonly brandId: string | null | undefined
  /** The category of the type; undefined also for a product without type, so that staff may sort it in themselves. */
  readonly categoryId: string | undefined
}

/**
 * The product as a file states it. A file takes nothing away that it does not speak of: variants it does not name,
 * prices in other currencies, categories staff put the product into. Stated twice, it changes nothing the second time.
 * @throws Refusal if the product would break a rule.
 */
export function mergeProduct(
  existing: Product | null,
  file: FileProduct,
  references: References,
  currencyCode: string,
  { newId, now }: Makings,
): Product {
  const stated = mergeVariants(existing?.variants ?? [], file, currencyCode, newId)
  const kept = (existing?.variants ?? []).filter(({ id }) => stated.every((variant) => variant.id !== id))
  const misfit = kept.find(({ optionValues }) => optionValues.length !== file.optionNames.length)
  if (misfit) {
    refuseInput(
      `The file gives the product other options, but does not name its variant "${variantTitle(misfit)}"` +
        `${misfit.sku ? ` (${misfit.sku})` : ''}; add it to the file or remove it from the shop.`,
    )
  }
  const variants = [...stated, ...kept]
  const options = file.optionNames.map((name, index) => ({
    name,
    values: existing?.options[index]?.values ?? [],
  }))
  const images = file.images.length > 0 ? file.images : (existing?.images ?? [])
  const published = file.published ?? (existing ? existing.publishedAt !== null : true)
  return checked({
    id: existing?.id ?? newId(),
    handle: file.handle,
    title: file.title,
    descriptionHtml: file.descriptionHtml ?? existing?.descriptionHtml ?? '',
    description: file.description ?? existing?.description ?? '',
    brandId: references.brandId === undefined ? (existing?.brandId ?? null) : references.brandId,
    ...mergeCategories(existing, references.categoryId),
    tags: distinctTags(file.tags ?? existing?.tags ?? []),
    options: completedOptions(options, variants),
    variants,
    images: withIds(images, existing?.images ?? [], newId),
    publishedAt: published ? (existing?.publishedAt ?? now) : null,
    version: existing?.version ?? 1,
    createdAt: existing?.createdAt ?? now,
    updatedAt: existing?.updatedAt ?? now,
  })
}

/** The variants of the file, each the one of the product that has its option values, or else its SKU. */
function mergeVariants(
  existing: readonly Variant[],
  file: FileProduct,
  currencyCode: string,
  newId: () => string,
): Variant[] {
  const byValues = new Map(existing.map((variant) => [JSON.stringify(variant.optionValues), variant]))
  const matched = new Map<FileVariant, Variant>()
  const free = new Set(existing)
  for (const stated of file.variants) {
    const match = byValues.get(JSON.stringify(stated.optionValues))
    if (match && free.delete(match)) matched.set(stated, match)
  }
  for (const stated of file.variants) {
    if (matched.has(stated) || !stated.sku) continue
    const match = [...free].find(({ sku }) => sku === stated.sku)
    if (match && free.delete(match)) matched.set(stated, match)
  }
  return file.variants.map((stated) => mergeVariant(matched.get(stated), stated, currencyCode, newId))
}

const mergeVariant = (
  existing: Variant | undefined,
  stated: FileVariant,
  currencyCode: string,
  newId: () => string,
): Variant => ({
  id: existing?.id ?? newId(),
  sku: stated.sku === undefined ? (existing?.sku ?? null) : stated.sku,
  barcode: stated.barcode === undefined ? (existing?.barcode ?? null) : stated.barcode,
  optionValues: stated.optionValues,
  weightGrams: stated.weightGrams === undefined ? (existing?.weightGrams ?? null) : stated.weightGrams,
  prices: mergePrices(existing?.prices ?? [], stated.price && { ...stated.price, currencyCode }),
  statedQuantity: stated.quantity ?? existing?.statedQuantity ?? null,
})

const mergePrices = (prices: readonly Price[], stated: Price | undefined): readonly Price[] =>
  stated
    ? sortedPrices([...prices.filter(({ currencyCode }) => currencyCode !== stated.currencyCode), stated])
    : prices

/** A file moves a product from the category that a file put it into, and from no other. */
function mergeCategories(
  existing: Product | null,
  stated: string | undefined,
): Pick<Product, 'categoryIds' | 'importedCategoryId'> {
  const present = existing?.categoryIds ?? []
  const before = existing?.importedCategoryId ?? null
  if (stated === undefined) return { categoryIds: present, importedCategoryId: before }
  const others = present.filter((id) => id !== before && id !== stated)
  return { categoryIds: [...others, stated].toSorted(), importedCategoryId: stated }
}

/** The variants of which the file states a stock that no file stated before. */
export const newlyStated = (before: Product | null, after: Product): Variant[] => {
  const known = new Map(before?.variants.map(({ id, statedQuantity }) => [id, statedQuantity]))
  return after.variants.filter(
    ({ id, statedQuantity }) => statedQuantity !== null && known.get(id) !== statedQuantity,
  )
}

/** The product without what files stated of its stock: that is no part of what it is. */
export const withoutStatedStock = (product: Product): Product => ({
  ...product,
  variants: product.variants.map((variant) => ({ ...variant, statedQuantity: null })),
})

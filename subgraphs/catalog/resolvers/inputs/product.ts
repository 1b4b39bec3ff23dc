import { MoneyError, toMinorUnits } from '@tradewind/service'
import { z } from 'zod'
import { HANDLE_MAX } from '../../domain/handle.ts'
import { limits } from '../../domain/limits.ts'
import { isWebAddress } from '../../domain/shopify-images.ts'
import { cleanHtml } from '../../html.ts'
import { absent, handle, list, maybeText, present, someText, text } from './texts.ts'

// The forms of the inputs about products: every value's type, length and range. How values fit together is the domain's.

const reference = z
  .string('An id or handle is a text.')
  .max(HANDLE_MAX, 'There is no such id or handle.')
  .refine((value) => !value.includes('\0'), 'There is no such id or handle.')
const references = (what: string) => list(what, reference, limits.categories)
const dirtyHtml = z
  .string('The description is a text.')
  .max(limits.descriptionHtml, `The description has at most ${limits.descriptionHtml} characters.`)
  .refine((value) => !value.includes('\0'), 'The description has a NUL character, which is not text.')
  .refine((value) => value.isWellFormed(), 'The description has half a character, which is not text.')

const price = z
  .object({ currencyCode: z.string(), amount: z.string(), compareAtAmount: z.string().nullish() })
  .transform(({ currencyCode, amount, compareAtAmount }, context) => ({
    currencyCode,
    amount: minorUnits(amount, currencyCode, 'amount', context),
    compareAtAmount:
      compareAtAmount == null ? null : minorUnits(compareAtAmount, currencyCode, 'compareAtAmount', context),
  }))
const prices = list('The list of prices', price, limits.prices)

function minorUnits(amount: string, currencyCode: string, field: string, context: z.RefinementCtx): bigint {
  try {
    return toMinorUnits(amount, currencyCode)
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    context.addIssue({ code: 'custom', message: error.message, path: [field] })
    return z.NEVER
  }
}

const weightGrams = z
  .int('A weight is a whole number of grams.')
  .min(0, 'A weight is zero or more.')
  .max(limits.weightGrams, `A weight is at most ${limits.weightGrams} grams.`)
const optionValue = someText('An option value', limits.optionValue)
const optionValues = list('The list of option values', optionValue, limits.options)
const tags = list('The list of tags', someText('A tag', limits.tag), limits.tags)
const image = z.object({
  url: text('The address of an image', limits.url).refine(
    isWebAddress,
    'The address of an image begins with http:// or https://.',
  ),
  alt: maybeText('The text of an image', limits.alt).transform((alt) => alt ?? null),
})
const images = list('The list of images', image, limits.images)
const options = list(
  'The list of options',
  z.object({
    name: someText('The name of an option', limits.optionName),
    values: list('The list of values', optionValue, limits.optionValues)
      .nullish()
      .transform((values) => values ?? []),
  }),
  limits.options,
)

const variantInput = z.object({
  optionValues: optionValues.nullish().transform((values) => values ?? []),
  sku: maybeText('A SKU', limits.sku).transform((sku) => sku ?? null),
  barcode: maybeText('A barcode', limits.barcode).transform((barcode) => barcode ?? null),
  weightGrams: weightGrams.nullish().transform((grams) => grams ?? null),
  prices: prices.nullish().transform((given) => given ?? []),
})

/** Null takes all entries away; absent stays absent. */
const nullIsEmpty = <Item>(given: Item[] | null | undefined): Item[] | undefined =>
  given === null ? [] : given

const referenceFields = {
  brandId: reference.nullish(),
  brandHandle: reference.nullish(),
  categoryIds: references('The list of categories').nullish().transform(nullIsEmpty),
  categoryHandles: references('The list of categories').nullish().transform(nullIsEmpty),
}

/** The HTML as it may be shown, and as text; null is no description, absent stays absent. */
function described(given: string | null | undefined): { descriptionHtml?: string; description?: string } {
  if (given === undefined) return {}
  const clean = cleanHtml(given ?? '')
  return { descriptionHtml: clean.html, description: clean.text }
}

export const createProductInput = z
  .object({
    title: someText('The title', limits.title),
    handle: handle.nullish().transform(absent),
    descriptionHtml: dirtyHtml.nullish().transform((given) => given ?? ''),
    ...referenceFields,
    tags: tags.nullish().transform((given) => given ?? []),
    options: options.nullish().transform((given) => given ?? []),
    variants: list('The list of variants', variantInput, limits.variants)
      .nullish()
      .transform((given) => given ?? []),
    images: images.nullish().transform((given) => given ?? []),
    published: z.boolean().default(false),
  })
  .transform(({ descriptionHtml, ...rest }) => {
    const { html, text: description } = cleanHtml(descriptionHtml)
    return { ...rest, descriptionHtml: html, description }
  })

export const updateProductInput = z
  .object({
    title: someText('The title', limits.title).optional(),
    handle: handle.optional(),
    descriptionHtml: dirtyHtml.nullish(),
    ...referenceFields,
    tags: tags.nullish().transform(nullIsEmpty),
    options: options.nullish().transform(nullIsEmpty),
    images: images.nullish().transform(nullIsEmpty),
  })
  .transform(({ descriptionHtml, ...rest }) => present({ ...rest, ...described(descriptionHtml) }))

export const updateVariantInput = z
  .object({
    optionValues: optionValues.optional(),
    sku: maybeText('A SKU', limits.sku),
    barcode: maybeText('A barcode', limits.barcode),
    weightGrams: weightGrams.nullish(),
    prices: prices.nullish().transform(nullIsEmpty),
    position: z
      .int('A position is a whole number.')
      .min(1, 'Positions count from 1.')
      .max(limits.variants, `A position is at most ${limits.variants}.`)
      .optional(),
  })
  .transform(present)

export const addVariantInput = z.object({ variant: variantInput })

export const setPricesInput = z.object({
  variants: list(
    'The list of variants',
    z.object({ variantId: z.string().max(100).toLowerCase(), prices }),
    limits.variants,
  ),
})

import { limits } from './limits.ts'
import type { Option, Price, Product, Variant } from './product.ts'
import { Refusal, type UserError } from './refusal.ts'

/** What a product must satisfy beyond the form of its single values: the rules about how they fit together. */
export type Rules = Pick<Product, 'options' | 'variants' | 'images'>

/**
 * The product itself if it keeps every rule.
 * @throws Refusal with all broken rules; paths lead into the product (`variants`, `3`, `sku`), or wherever `inInput` says
 * that part of the product came from.
 */
export function checked(
  product: Product,
  inInput: (path: readonly string[]) => string[] = (path) => [...path],
): Product {
  const errors = brokenRules(product)
  if (errors.length > 0) throw new Refusal(errors.map((error) => ({ ...error, path: inInput(error.path) })))
  return product
}

export function brokenRules({ options, variants, images }: Rules): UserError[] {
  return [
    ...brokenOptions(options),
    ...brokenVariants(variants, options),
    ...variants.flatMap(({ prices }, index) => brokenPrices(prices, ['variants', `${index}`, 'prices'])),
    ...doubles(
      images.map(({ url }) => url),
      (url, index) => invalid(`The image ${url} is there twice.`, 'images', index, 'url'),
    ),
    ...tooMany(images, limits.images, 'images'),
  ]
}

function brokenOptions(options: readonly Option[]): UserError[] {
  return [
    ...tooMany(options, limits.options, 'options'),
    ...doubles(
      options.map(({ name }) => name.toLowerCase()),
      (_, index) => invalid(`The option "${options[index]!.name}" is there twice.`, 'options', index, 'name'),
    ),
    ...options.flatMap(({ name, values }, index) => [
      ...(values.length === 0
        ? [invalid(`The option "${name}" has no value.`, 'options', index, 'values')]
        : []),
      ...tooMany(values, limits.optionValues, 'options', index, 'values'),
      ...doubles(values, (value) =>
        invalid(`The option "${name}" has the value "${value}" twice.`, 'options', index, 'values'),
      ),
    ]),
  ]
}

function brokenVariants(variants: readonly Variant[], options: readonly Option[]): UserError[] {
  const names = options.map(({ name }) => name).join(', ')
  const expected =
    options.length === 0
      ? 'The product has no options, so its variant has no option values.'
      : `A variant has one value for each of the options ${names}.`
  return [
    ...(variants.length === 0 ? [invalid('A product has at least one variant.', 'variants')] : []),
    ...tooMany(variants, limits.variants, 'variants'),
    ...variants.flatMap(({ optionValues }, index) =>
      optionValues.length === options.length ? [] : [invalid(expected, 'variants', index, 'optionValues')],
    ),
    ...doubles(
      variants.map(({ optionValues }) => JSON.stringify(optionValues)),
      (_, index) => {
        const title = variants[index]!.optionValues.join(' / ')
        const message = title
          ? `There are two variants "${title}".`
          : 'A product without options has only one variant.'
        return invalid(message, 'variants', index, 'optionValues')
      },
    ),
    ...doubles(
      variants.map(({ sku }) => sku),
      (sku, index) => invalid(`Two variants have the SKU "${sku}".`, 'variants', index, 'sku'),
    ),
  ]
}

/** What is wrong with a variant's prices; `path` leads to them. */
export function brokenPrices(prices: readonly Price[], path: readonly string[]): UserError[] {
  return [
    ...tooMany(prices, limits.prices, ...path),
    ...doubles(
      prices.map(({ currencyCode }) => currencyCode),
      (code, index) => invalid(`There are two prices in ${code}.`, ...path, index, 'currencyCode'),
    ),
    ...prices.flatMap(({ amount, compareAtAmount }, index) => [
      ...(amount < 0n || amount > limits.amount
        ? [invalid('A price is zero or more, and below ten trillion.', ...path, index, 'amount')]
        : []),
      ...(compareAtAmount !== null && (compareAtAmount <= amount || compareAtAmount > limits.amount)
        ? [invalid('A compare-at price is above the price.', ...path, index, 'compareAtAmount')]
        : []),
    ]),
  ]
}

const invalid = (message: string, ...path: (string | number)[]): UserError => ({
  __typename: 'InvalidInputError',
  message,
  path: path.map(String),
})

const tooMany = (list: readonly unknown[], limit: number, ...path: (string | number)[]): UserError[] =>
  list.length > limit ? [invalid(`There are ${list.length} of them; ${limit} is the most.`, ...path)] : []

/** An error for each value that occurred before in the list; nulls do not count. */
function doubles<Value extends string | null>(
  values: readonly Value[],
  error: (value: Value, index: number) => UserError,
): UserError[] {
  const seen = new Set<Value>()
  return values.flatMap((value, index) => {
    if (value === null) return []
    if (seen.has(value)) return [error(value, index)]
    seen.add(value)
    return []
  })
}

import type { Option, Product, Variant } from './product.ts'
import { refuseInput } from './refusal.ts'

/** The options with every value that a variant has and they lack, at the end. */
export function completedOptions(
  options: readonly Option[],
  variants: readonly Pick<Variant, 'optionValues'>[],
): Option[] {
  return options.map(({ name, values }, index) => {
    const used = variants.map(({ optionValues }) => optionValues[index])
    return { name, values: [...new Set([...values, ...used.filter((value) => value !== undefined)])] }
  })
}

/**
 * Gives a product other options, matched by their place: renamed, reordered, added at the end (the variants get the
 * first value), dropped at the end (the rules then check that the variants still differ).
 */
export function withOptions(product: Product, options: readonly Option[]): Product {
  options.slice(product.options.length).forEach(({ name, values }, index) => {
    if (values.length === 0) {
      refuseInput(
        `Give the new option "${name}" a value: the variants there are need one.`,
        'options',
        product.options.length + index,
        'values',
      )
    }
  })
  const variants = product.variants.map((variant) => ({
    ...variant,
    optionValues: options.map(({ values }, index) => variant.optionValues[index] ?? values[0]!),
  }))
  return { ...product, options: completedOptions(options, variants), variants }
}

/** A product of the demo shop, before it is sent to the catalog. */
export interface DemoProduct {
  readonly title: string
  readonly brand: string
  readonly category: string
  readonly tags: readonly string[]
  readonly description: string
  /** In euros and US dollars; a variant may cost more, see `surcharges`. */
  readonly price: { readonly EUR: number; readonly USD: number }
  /** The price before a reduction, in the same currencies. */
  readonly was?: { readonly EUR: number; readonly USD: number }
  readonly options: readonly DemoOption[]
  readonly weightGrams: number
  /** How many pieces of each variant there are; spread over both locations. */
  readonly stock: number
  readonly published?: boolean
}

export interface DemoOption {
  readonly name: string
  readonly values: readonly string[]
  /** By value: what is added to the price. */
  readonly surcharges?: Readonly<Record<string, number>>
}

export const garmentSizes: DemoOption = { name: 'Size', values: ['S', 'M', 'L', 'XL'] }
export const shoeSizes: DemoOption = { name: 'Size', values: ['38', '40', '42', '44'] }
export const colour = (...values: string[]): DemoOption => ({ name: 'Colour', values })

/** `Merino Crew Neck` → `merino-crew-neck`. */
export const slug = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')

/** Every combination of a product's option values, in order; one empty combination for a product without options. */
export function combinations({ options }: DemoProduct): string[][] {
  return options.reduce<string[][]>(
    (rows, option) => rows.flatMap((row) => option.values.map((value) => [...row, value])),
    [[]],
  )
}

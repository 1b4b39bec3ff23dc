/** What a variant costs in one currency, in minor units. */
export interface Price {
  readonly currencyCode: string
  readonly amount: bigint
  /** What it cost before; above `amount`. */
  readonly compareAtAmount: bigint | null
}

/** What a customer orders. */
export interface Variant {
  readonly id: string
  readonly sku: string | null
  readonly barcode: string | null
  /** One value for each option of the product, in their order. */
  readonly optionValues: readonly string[]
  readonly weightGrams: number | null
  /** By currency code. */
  readonly prices: readonly Price[]
  /** The stock that the last imported file stated; null if none ever did. */
  readonly statedQuantity: number | null
}

/** Something that the variants of a product differ in. Each variant's value is among `values`. */
export interface Option {
  readonly name: string
  readonly values: readonly string[]
}

export interface Image {
  readonly id: string
  readonly url: string
  readonly alt: string | null
}

/** Something the shop sells, whole: it is read, checked, changed and written as one. Lists are in their order. */
export interface Product {
  readonly id: string
  readonly handle: string
  readonly title: string
  /** Safe to show. */
  readonly descriptionHtml: string
  readonly description: string
  readonly brandId: string | null
  readonly categoryIds: readonly string[]
  /** The category that an imported file put it into. */
  readonly importedCategoryId: string | null
  readonly tags: readonly string[]
  readonly options: readonly Option[]
  readonly variants: readonly Variant[]
  readonly images: readonly Image[]
  /** Null while it is unpublished. */
  readonly publishedAt: Date | null
  readonly version: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** A variant's option values as its title: `Large / Blue`; empty for a product without options. */
export const variantTitle = ({ optionValues }: Pick<Variant, 'optionValues'>): string =>
  optionValues.join(' / ')

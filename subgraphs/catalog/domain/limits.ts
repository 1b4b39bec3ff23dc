/** How much of everything a product may have. What is beyond is refused, never cut off. */
export const limits = {
  title: 255,
  descriptionHtml: 100_000,
  categories: 100,
  tags: 250,
  tag: 255,
  options: 3,
  optionName: 255,
  optionValue: 255,
  optionValues: 500,
  variants: 500,
  sku: 255,
  barcode: 255,
  weightGrams: 1_000_000_000,
  prices: 50,
  /** In minor units. */
  amount: 10n ** 15n - 1n,
  images: 250,
  url: 2_048,
  alt: 512,
  quantity: 1_000_000_000,
} as const

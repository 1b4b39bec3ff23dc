import type { GraphQLClient } from 'graphql-request'
import { inParallel, mustSucceed } from './client.ts'
import {
  DemoCreateBrandDocument,
  DemoCreateCategoryDocument,
  DemoCreateProductDocument,
  DemoProductDocument,
  type DemoProductVariantsFragment,
} from './generated/operations.ts'
import { combinations, slug, type DemoProduct } from './product.ts'
import { brands, categories, products } from './shop.ts'

/** A product as the catalog keeps it, with what the demo shop knows of it. */
export interface SeededProduct {
  readonly demo: DemoProduct
  readonly variantIds: readonly string[]
}

/** Creates categories, brands and products, or finds those that are there; gives the products by title. */
export async function seedRange(client: GraphQLClient): Promise<Map<string, SeededProduct>> {
  for (const [position, { handle, name, parent }] of categories.entries()) {
    const input = { handle, name, position, ...(parent && { parentHandle: parent }) }
    const { createCategory } = await client.request(DemoCreateCategoryDocument, { input })
    mustSucceed(`create the category ${name}`, createCategory.errors, ['HandleTakenError'])
  }
  for (const name of brands) {
    const { createBrand } = await client.request(DemoCreateBrandDocument, {
      input: { name, handle: slug(name) },
    })
    mustSucceed(`create the brand ${name}`, createBrand.errors, ['HandleTakenError'])
  }
  const seeded = new Map<string, SeededProduct>()
  await inParallel(products, 4, async (demo) => {
    const { variants } = await createProduct(client, demo)
    seeded.set(demo.title, { demo, variantIds: variants.map((variant) => variant.id) })
  })
  return seeded
}

async function createProduct(client: GraphQLClient, demo: DemoProduct): Promise<DemoProductVariantsFragment> {
  const handle = slug(demo.title)
  const { createProduct: outcome } = await client.request(DemoCreateProductDocument, {
    input: {
      title: demo.title,
      handle,
      descriptionHtml: `<p>${demo.description}</p>`,
      brandHandle: slug(demo.brand),
      categoryHandles: [demo.category],
      tags: [...demo.tags],
      options: demo.options.map(({ name, values }) => ({ name, values: [...values] })),
      variants: combinations(demo).map((values, index) => variantInput(demo, values, index)),
      images: [{ url: `https://images.tradewind.example/${handle}.jpg`, alt: demo.title }],
      published: demo.published ?? true,
    },
  })
  mustSucceed(`create ${demo.title}`, outcome.errors, ['HandleTakenError'])
  if (outcome.product) return outcome.product
  const { product } = await client.request(DemoProductDocument, { handle })
  if (!product) throw new Error(`The demo shop cannot find its product ${demo.title}.`)
  return product
}

function variantInput(demo: DemoProduct, values: readonly string[], index: number) {
  const surcharge = demo.options.reduce(
    (sum, option, i) => sum + (option.surcharges?.[values[i] ?? ''] ?? 0),
    0,
  )
  const amount = (base: number): string => (base + surcharge).toFixed(2)
  return {
    optionValues: [...values],
    sku: `${slug(demo.title).toUpperCase()}-${index + 1}`,
    weightGrams: demo.weightGrams,
    prices: (['EUR', 'USD'] as const).map((currencyCode) => ({
      currencyCode,
      amount: amount(demo.price[currencyCode]),
      ...(demo.was && { compareAtAmount: amount(demo.was[currencyCode]) }),
    })),
  }
}

import { eventually } from '@tradewind/testkit'
import { gql } from 'graphql-request'
import { expect, inject, test } from 'vitest'
import { signIn } from './accounts.ts'
import { clientOf, mustSucceed } from './client.ts'
import { putOnSale } from './shop-floor.ts'

const page = `query Page($id: ID!) {
  product(id: $id) { title variants { price(currency: "EUR") { amount } availability { available } } }
}`

test('a page is kept for everybody, and shows a new price and new stock as soon as there are any', async () => {
  const { graphqlUrl, admin } = inject('system')
  const { client: staff } = await signIn(graphqlUrl, admin)
  const { productId, variantId } = await putOnSale(staff, 7)
  const url = `${graphqlUrl}?${new URLSearchParams({ query: page, variables: JSON.stringify({ id: productId }) })}`
  const read = async () => {
    const response = await fetch(url, { headers: { 'apollo-require-preflight': '1' } })
    const { data } = (await response.json()) as {
      data: { product: { variants: { price: { amount: string }; availability: { available: number } }[] } }
    }
    const { price, availability } = data.product.variants[0]!
    return { headers: response.headers, amount: price.amount, available: availability.available }
  }

  await eventually(async () => expect((await read()).available).toBe(7))
  const kept = await read()
  expect(kept.headers.get('cache-control')).toBe('public, max-age=30')
  const again = await fetch(url, {
    headers: { 'apollo-require-preflight': '1', 'if-none-match': kept.headers.get('etag')! },
  })
  expect(again.status).toBe(304)

  const { setPrices } = await staff.request<{ setPrices: { errors: { message: string }[] } }>(
    gql`
      mutation Reprice($input: SetPricesInput!) {
        setPrices(input: $input) {
          errors {
            ... on UserError {
              message
            }
          }
        }
      }
    `,
    { input: { productId, variants: [{ variantId, prices: [{ currencyCode: 'EUR', amount: '12.50' }] }] } },
  )
  mustSucceed(setPrices.errors)
  // Long before its time would be up.
  await eventually(async () => expect((await read()).amount).toBe('12.50'), { timeout: 10_000 })
})

test('whatever staff change of what everybody is shown, everybody is shown it at once', async () => {
  const { graphqlUrl, admin } = inject('system')
  const { client: staff } = await signIn(graphqlUrl, admin)
  const { productId } = await putOnSale(staff, 1)
  const create = await staff.request<
    Record<'brand' | 'category', Record<'brand' | 'category', { id: string }>>
  >(
    gql`
      mutation Create($name: String!) {
        brand: createBrand(input: { name: $name }) {
          brand {
            id
          }
        }
        category: createCategory(input: { name: $name }) {
          category {
            id
          }
        }
      }
    `,
    { name: `Kept ${productId}` },
  )
  const [brandId, categoryId] = [create.brand.brand.id, create.category.category.id]
  const guest = clientOf(graphqlUrl)
  const read = () =>
    guest.request<{
      product: { description: string; brand: { name: string } | null; categories: { name: string }[] }
      category: { description: string | null; path: string }
    }>(
      gql`
        query Shelf($productId: ID!, $categoryId: ID!) {
          product(id: $productId) {
            description
            brand {
              name
            }
            categories {
              name
            }
          }
          category(id: $categoryId) {
            description
            path
          }
        }
      `,
      { productId, categoryId },
    )
  const shows = (part: object) =>
    eventually(async () => expect(await read()).toMatchObject(part), { timeout: 10_000 })
  const change = (mutation: string) =>
    staff.request(`mutation Change { ${mutation} { errors { __typename } } }`)

  await shows({ product: { brand: null, categories: [] }, category: { description: null } })
  await change(`updateProduct(input: { id: "${productId}", descriptionHtml: "Warm", brandId: "${brandId}",
    categoryIds: ["${categoryId}"] })`)
  await shows({ product: { description: 'Warm', brand: { name: `Kept ${productId}` } } })
  await change(`updateBrand(input: { id: "${brandId}", name: "Renamed" })`)
  await shows({ product: { brand: { name: 'Renamed' } } })
  await change(`updateCategory(input: { id: "${categoryId}", name: "Lamps", description: "Light" })`)
  await shows({ product: { categories: [{ name: 'Lamps' }] }, category: { description: 'Light' } })
  await change(`deleteBrand(input: { id: "${brandId}" })`)
  await shows({ product: { brand: null } })
})

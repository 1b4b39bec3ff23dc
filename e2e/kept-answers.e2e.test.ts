import { eventually } from '@tradewind/testkit'
import { gql } from 'graphql-request'
import { expect, inject, test } from 'vitest'
import { signIn } from './accounts.ts'
import { mustSucceed } from './client.ts'
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

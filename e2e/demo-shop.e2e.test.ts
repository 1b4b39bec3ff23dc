import { gql } from 'graphql-request'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { signIn, type Account } from './accounts.ts'
import { clientOf } from './client.ts'

describe('the demo shop', () => {
  let staff: Account
  beforeAll(async () => {
    staff = await signIn(inject('system').graphqlUrl, {
      email: 'staff@tradewind.example',
      password: 'tradewind-demo',
    })
  })

  test('answers the first query that the start prints', async () => {
    const { products } = await clientOf(inject('system').graphqlUrl).request<{
      products: { nodes: object[] }
    }>(gql`
      query FirstLook {
        products(first: 3) {
          nodes {
            title
            variants {
              title
              price(currency: "EUR") {
                amount
                currencyCode
              }
              availability {
                available
              }
            }
          }
        }
      }
    `)
    expect(products.nodes).toHaveLength(3)
    for (const product of products.nodes) {
      expect(product).toMatchObject({
        title: expect.any(String),
        variants: expect.arrayContaining([
          expect.objectContaining({ price: { amount: expect.any(String), currencyCode: 'EUR' } }),
        ]),
      })
    }
  })

  test('has at least 60 products with prices in two currencies, in eight or more categories', async () => {
    interface Product {
      categories: { handle: string }[]
      variants: { eur: object | null; usd: object | null }[]
    }
    const products: Product[] = []
    let page: { endCursor: string | null; hasNextPage: boolean } = { endCursor: null, hasNextPage: true }
    while (page.hasNextPage) {
      const { range } = await staff.client.request<{ range: { nodes: Product[]; pageInfo: typeof page } }>(
        rangeDocument,
        { after: page.endCursor },
      )
      products.push(...range.nodes)
      page = range.pageInfo
    }
    // Other specifications put products of their own into this shop, priced in one currency.
    const demo = products.filter(({ variants }) => variants.every(({ eur, usd }) => eur && usd))
    expect(demo.length).toBeGreaterThanOrEqual(60)
    const categories = demo.flatMap(({ categories: of }) => of.map(({ handle }) => handle))
    expect(new Set(categories).size).toBeGreaterThanOrEqual(8)
  })

  test('keeps stock in two locations', async () => {
    const { locations } = await staff.client.request<{ locations: { nodes: { code: string }[] } }>(
      '{ locations(first: 10) { nodes { code } } }',
    )
    expect(locations.nodes.map(({ code }) => code)).toEqual(expect.arrayContaining(['ROTTERDAM', 'LISBON']))
  })

  test('has past orders in every state that lasts', async () => {
    const customers = ['ines@example.com', 'jonas@example.com', 'maya@example.com']
    const histories = await Promise.all(customers.map(statusesOf))
    for (const status of ['CONFIRMED', 'SHIPPED', 'DELIVERED', 'REJECTED', 'CANCELLED']) {
      expect(histories.flat()).toContain(status)
    }
  })
})

/** How the orders of a demo customer stand. */
async function statusesOf(email: string): Promise<string[]> {
  const { client } = await signIn(inject('system').graphqlUrl, { email, password: 'tradewind-demo' })
  const { me } = await client.request<{ me: { orders: { nodes: { status: string }[] } } }>(
    '{ me { orders(first: 100) { nodes { status } } } }',
  )
  return me.orders.nodes.map(({ status }) => status)
}

const rangeDocument = gql`
  query Range($after: String) {
    range: products(first: 50, after: $after, sort: { key: TITLE }) {
      nodes {
        categories {
          handle
        }
        variants {
          eur: price(currency: "EUR") {
            amount
          }
          usd: price(currency: "USD") {
            amount
          }
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`

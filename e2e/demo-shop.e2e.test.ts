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
    const { first, second } = await staff.client.request<{
      first: { nodes: Node[]; pageInfo: { endCursor: string } }
      second: { nodes: Node[] }
    }>(gql`
      query Range {
        first: products(first: 50, filter: { tags: [] }, sort: { key: TITLE }) {
          nodes {
            ...Sale
          }
          pageInfo {
            endCursor
          }
        }
        second: products(last: 50, sort: { key: TITLE }) {
          nodes {
            ...Sale
          }
        }
      }
      fragment Sale on Product {
        handle
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
    `)
    interface Node {
      handle: string
      categories: { handle: string }[]
      variants: { eur: object | null; usd: object | null }[]
    }
    const products = [...first.nodes, ...second.nodes].filter(({ categories }) => categories.length > 0)
    expect(new Set(products.map(({ handle }) => handle)).size).toBeGreaterThanOrEqual(60)
    expect(
      new Set(products.flatMap(({ categories }) => categories.map(({ handle }) => handle))).size,
    ).toBeGreaterThanOrEqual(8)
    for (const { variants } of products) {
      for (const { eur, usd } of variants) expect([eur, usd]).not.toContain(null)
    }
  })

  test('keeps stock in two locations', async () => {
    const { locations } = await staff.client.request<{ locations: { nodes: { code: string }[] } }>(
      '{ locations(first: 10) { nodes { code } } }',
    )
    expect(locations.nodes.map(({ code }) => code)).toEqual(expect.arrayContaining(['ROTTERDAM', 'LISBON']))
  })

  test('has past orders in every state that lasts', async () => {
    const { orders } = await staff.client.request<{
      orders: { nodes: { status: string; customer: { name: string } }[] }
    }>('{ orders(first: 100) { nodes { status customer { name } } } }')
    const names = new Set(['Inês Carvalho', 'Jonas Petersen', 'Maya Okafor'])
    const statuses = orders.nodes
      .filter(({ customer }) => names.has(customer.name))
      .map(({ status }) => status)
    for (const status of ['CONFIRMED', 'SHIPPED', 'DELIVERED', 'REJECTED', 'CANCELLED']) {
      expect(statuses).toContain(status)
    }
  })
})

import { newId } from '@tradewind/service'
import { errorsOf } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApi, type Api } from './api.ts'
import { anOrder, aPaidOrder } from './shop.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const staff = { scopes: ['payments:read'] }

const PAYMENT = /* GraphQL */ `
  query ($id: ID!) {
    payment(id: $id) {
      state
      amount {
        amount
        currencyCode
      }
      capturedAmount {
        amount
      }
      ledger {
        kind
        amount {
          amount
        }
      }
      order {
        id
      }
    }
  }
`
const ORDER_PAYMENT = /* GraphQL */ `
  query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      ... on Order {
        id
        payment {
          id
          state
        }
      }
      ... on Payment {
        id
        state
      }
    }
  }
`
const orders = (...ids: string[]) => ({ representations: ids.map((id) => ({ __typename: 'Order', id })) })

test('shows a customer the payment of their own order', async () => {
  const order = await aPaidOrder(api.shop, { amount: '129005' })
  const { id } = await api.shop.payment(order.orderId)
  const client = await api.as({ id: order.customerId })
  expect(await client.request(PAYMENT, { id })).toEqual({
    payment: {
      state: 'CAPTURED',
      amount: { amount: '1290.05', currencyCode: 'EUR' },
      capturedAmount: { amount: '1290.05' },
      ledger: [
        { kind: 'AUTHORISATION', amount: { amount: '1290.05' } },
        { kind: 'CAPTURE', amount: { amount: '1290.05' } },
      ],
      order: { id: order.orderId },
    },
  })
  expect(await client.request(ORDER_PAYMENT, orders(order.orderId))).toEqual({
    _entities: [{ id: order.orderId, payment: { id, state: 'CAPTURED' } }],
  })
})

test("answers for another customer's payment as if there were none", async () => {
  const order = await aPaidOrder(api.shop)
  const { id } = await api.shop.payment(order.orderId)
  const stranger = await api.as({ id: newId(), roles: ['CUSTOMER'] })
  expect(await stranger.request(PAYMENT, { id })).toEqual({ payment: null })
  expect(await stranger.request(ORDER_PAYMENT, orders(order.orderId))).toEqual({
    _entities: [{ id: order.orderId, payment: null }],
  })
  const asPayment = { representations: [{ __typename: 'Payment', id }] }
  expect(await stranger.request(ORDER_PAYMENT, asPayment)).toEqual({ _entities: [null] })
})

test('shows nobody in particular no payment', async () => {
  const order = await aPaidOrder(api.shop)
  const { id } = await api.shop.payment(order.orderId)
  const nobody = await api.as()
  expect((await errorsOf(nobody.request(PAYMENT, { id })))[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  expect(await nobody.request(ORDER_PAYMENT, orders(order.orderId))).toEqual({
    _entities: [{ id: order.orderId, payment: null }],
  })
})

test.each([
  ['an unknown id', newId()],
  ['no id at all', "'; DROP TABLE payment; --"],
  ['a huge id', 'x'.repeat(100_000)],
])('answers null for %s', async (_, id) => {
  const client = await api.as(staff)
  expect(await client.request(PAYMENT, { id })).toEqual({ payment: null })
  expect(await client.request(ORDER_PAYMENT, orders(id))).toEqual({ _entities: [{ id, payment: null }] })
})

test('shows the attempts to staff, and to them alone', async () => {
  const order = await aPaidOrder(api.shop)
  const { id, attempts } = await api.shop.payment(order.orderId)
  const query = /* GraphQL */ `
    query ($id: ID!) {
      payment(id: $id) {
        attempts {
          id
          number
          operation
          outcome
          reference
          amount {
            amount
          }
        }
      }
    }
  `
  const seen = await (await api.as(staff)).request(query, { id })
  expect(seen).toMatchObject({
    payment: {
      attempts: [
        { id: attempts[0]!.id, number: 1, operation: 'AUTHORISE', outcome: 'APPROVED' },
        { number: 2, operation: 'CAPTURE', outcome: 'APPROVED', amount: { amount: '49.90' } },
      ],
    },
  })
  const customer = await api.as({ id: order.customerId, roles: ['CUSTOMER'] })
  const [error] = await errorsOf(customer.request(query, { id }))
  expect(error).toMatchObject({ path: ['payment', 'attempts'], extensions: { code: 'FORBIDDEN' } })
})

const LIST = /* GraphQL */ `
  query ($filter: PaymentFilter, $first: Int, $after: String, $last: Int, $before: String) {
    payments(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      nodes {
        id
        order {
          id
        }
        attempts {
          number
        }
        ledger {
          kind
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`
interface Listed {
  payments: {
    nodes: { id: string; order: { id: string } }[]
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
  }
}

test('lists payments for staff, the newest first, page by page in both directions', async () => {
  const made: string[] = []
  for (let index = 0; index < 5; index++) made.unshift((await aPaidOrder(api.shop)).orderId)
  const filter = { orderIds: made }
  const client = await api.as(staff)
  const list = async (variables: object) =>
    (await client.request<Listed>(LIST, { filter, ...variables })).payments

  const first = await list({ first: 2 })
  expect(first.nodes.map(({ order }) => order.id)).toEqual(made.slice(0, 2))
  expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
  const second = await list({ first: 3, after: first.pageInfo.endCursor })
  expect(second.nodes.map(({ order }) => order.id)).toEqual(made.slice(2))
  expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  const back = await list({ last: 2, before: second.pageInfo.startCursor })
  expect(back.nodes.map(({ order }) => order.id)).toEqual(made.slice(0, 2))
})

test('filters payments by state, order and time', async () => {
  const failed = anOrder({ token: 'sandbox-capture-fails' })
  await api.shop.deliver(...failed.requested)
  await api.shop.deliver(...failed.shipped)
  await api.shop.settle()
  const from = api.shop.services.now()
  api.shop.pass(1_000)
  const declined = anOrder({ token: 'sandbox-decline' })
  await api.shop.deliver(...declined.requested)

  const client = await api.as(staff)
  const found = async (filter: object) =>
    (await client.request<Listed>(LIST, { filter })).payments.nodes.map(({ order }) => order.id)
  expect(await found({ states: ['CAPTURE_FAILED'] })).toEqual([failed.orderId])
  expect(await found({ createdFrom: new Date(from.getTime() + 1).toISOString() })).toEqual([declined.orderId])
  expect(await found({ createdBefore: from.toISOString(), states: ['DECLINED'] })).toEqual([])
  expect(await found({ orderIds: ['not an id'] })).toEqual([])
  expect(await found({ orderIds: [] })).toEqual([])
})

test('refuses the list to customers, and nonsense to anyone', async () => {
  const customer = await api.as({ roles: ['CUSTOMER'] })
  expect((await errorsOf(customer.request(LIST)))[0]?.extensions?.code).toBe('FORBIDDEN')
  expect((await errorsOf((await api.as()).request(LIST)))[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  const client = await api.as(staff)
  const nonsense: object[] = [
    { first: 101 },
    { first: 0 },
    { first: -1 },
    { first: 1, last: 1 },
    { after: 'nonsense' },
    { filter: { orderIds: Array(101).fill(newId()) } },
    { filter: { states: Array(21).fill('PENDING') } },
  ]
  for (const variables of nonsense) {
    expect((await errorsOf(client.request(LIST, variables)))[0]?.extensions?.code).toBe('BAD_USER_INPUT')
  }
})

test('reads any number of payments with the same number of statements', async () => {
  const made: string[] = []
  for (let index = 0; index < 6; index++) made.push((await aPaidOrder(api.shop)).orderId)
  const client = await api.as(staff)
  const count = async (query: string, variables: object): Promise<number> => {
    await client.request(query, variables)
    api.statements.reset()
    await client.request(query, variables)
    return api.statements.texts.length
  }
  expect(await count(LIST, { first: 1 })).toBe(3)
  expect(await count(LIST, { first: 6 })).toBe(3)
  expect(await count(ORDER_PAYMENT, orders(...made.slice(0, 1)))).toBe(1)
  expect(await count(ORDER_PAYMENT, orders(...made))).toBe(1)
})

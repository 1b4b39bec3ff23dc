import { randomUUID } from 'node:crypto'
import { countStatements, errorsOf } from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startIdentity, type TestIdentity, type TestSession } from './identity.ts'

let identity: TestIdentity
let staff: GraphQLClient
let anna: TestSession
let bert: TestSession
beforeAll(async () => {
  identity = await startIdentity()
  staff = identity.client((await identity.signInAdmin()).accessToken)
  anna = await identity.newCustomer('anna@example.com')
  bert = await identity.newCustomer('bert@example.com')
  await identity.client(bert.accessToken).request(/* GraphQL */ `
    mutation {
      addAddress(input: { recipient: "Bert", line1: "Storgatan 1", city: "Lund", countryCode: "SE" }) {
        errors {
          __typename
        }
      }
    }
  `)
})
afterAll(() => identity.stop())

interface Page {
  customers: {
    edges: { cursor: string; node: { email: string } }[]
    nodes: { id: string; email: string }[]
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
  }
}
const pageOf = async (args: string): Promise<Page['customers']> => {
  const { customers } = await staff.request<Page>(
    `{ customers${args} { edges { cursor node { email } } nodes { id email }
       pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
  )
  return customers
}
const emailsOf = ({ nodes }: Page['customers']): string[] => nodes.map(({ email }) => email)

const references = /* GraphQL */ `
  query ($representations: [_Any!]!) {
    entities: _entities(representations: $representations) {
      ... on Customer {
        id
        email
        name
        roles
        createdAt
        addresses {
          city
        }
        defaultAddress {
          city
        }
      }
    }
  }
`
const resolve = async (client: GraphQLClient, ids: unknown[]): Promise<unknown[]> => {
  const representations = ids.map((id) => ({ __typename: 'Customer', id }))
  return (await client.request<{ entities: unknown[] }>(references, { representations })).entities
}
const hidden = (id: string) => ({
  id,
  email: null,
  name: null,
  roles: null,
  createdAt: null,
  addresses: null,
  defaultAddress: null,
})

test('is null for a visitor who asks who they are', async () => {
  expect(await identity.client().request('{ me { id } }')).toEqual({ me: null })
})

test('shows staff a customer whole', async () => {
  const { customer } = await staff.request<{ customer: object }>(
    'query ($id: ID!) { customer(id: $id) { email name roles addresses { city } } }',
    { id: bert.customer.id },
  )
  expect(customer).toEqual({
    email: 'bert@example.com',
    name: 'Anna Berg',
    roles: ['CUSTOMER'],
    addresses: [{ city: 'Lund' }],
  })
})

test.each([randomUUID(), 'x', '', 'x'.repeat(100_000), '\u0000'])('finds no customer %j', async (id) => {
  const answer = await staff.request('query ($id: ID!) { customer(id: $id) { id } }', { id })
  expect(answer).toEqual({ customer: null })
})

test('shows customers to staff alone', async () => {
  for (const document of [
    `{ customer(id: "${anna.customer.id}") { id } }`,
    '{ customers { nodes { id } } }',
  ]) {
    const [customer] = await errorsOf(identity.client(anna.accessToken).request(document))
    expect(customer?.extensions).toMatchObject({ code: 'FORBIDDEN' })
    const [visitor] = await errorsOf(identity.client().request(document))
    expect(visitor?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
  }
})

test('lists customers, the newest first, and pages through them in both directions', async () => {
  const all = await pageOf('')
  expect(emailsOf(all)).toEqual(['bert@example.com', 'anna@example.com', 'admin@example.com'])

  const first = await pageOf('(first: 2)')
  expect(emailsOf(first)).toEqual(['bert@example.com', 'anna@example.com'])
  expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
  const second = await pageOf(`(first: 2, after: "${first.pageInfo.endCursor}")`)
  expect(emailsOf(second)).toEqual(['admin@example.com'])
  expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  const back = await pageOf(`(last: 1, before: "${second.pageInfo.startCursor}")`)
  expect(emailsOf(back)).toEqual(['anna@example.com'])
  expect(back.edges).toEqual([{ cursor: back.pageInfo.startCursor, node: { email: 'anna@example.com' } }])
})

test('finds customers by a part of their e-mail address or name', async () => {
  await identity.signUp({ email: 'percent@example.com', name: '100% Åsa_Lind\\' })
  expect(emailsOf(await pageOf('(search: "BERT@")'))).toEqual(['bert@example.com'])
  expect(emailsOf(await pageOf('(search: "åsa")'))).toEqual(['percent@example.com'])
  expect(emailsOf(await pageOf('(search: "nobody")'))).toEqual([])
})

test.each(['%', '_', '\\'])('takes %j in a search for nothing but itself', async (character) => {
  const { customers } = await staff.request<Page>(
    'query ($search: String) { customers(search: $search) { nodes { email } } }',
    { search: character },
  )
  expect(customers.nodes).toEqual([{ email: 'percent@example.com' }])
})

test.each([
  ['a page of none', { first: 0 }],
  ['a page of too many', { first: 101 }],
  ['a negative page', { last: -1 }],
  ['a page from both ends', { first: 1, last: 1 }],
  ['a cursor of another make', { after: 'x' }],
  ['a cursor with something else in it', { after: Buffer.from('"1; DROP TABLE"').toString('base64url') }],
  ['a blank search', { search: ' ' }],
  ['a huge search', { search: 'x'.repeat(1_000_000) }],
  ['a search with a NUL', { search: 'a\u0000' }],
])('refuses %s', async (_what, variables: object) => {
  const document = /* GraphQL */ `
    query ($first: Int, $last: Int, $after: String, $search: String) {
      customers(first: $first, last: $last, after: $after, search: $search) {
        nodes {
          id
        }
      }
    }
  `
  const [error] = await errorsOf(staff.request(document, variables))
  expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
})

test('resolves references: one’s own and for staff whole, others by their id alone', async () => {
  const [own, other, unknown, malformed] = await resolve(identity.client(anna.accessToken), [
    anna.customer.id,
    bert.customer.id,
    randomUUID(),
    'x',
  ])
  expect(own).toMatchObject({ email: 'anna@example.com', roles: ['CUSTOMER'], addresses: [] })
  expect(other).toEqual(hidden(bert.customer.id))
  expect([unknown, malformed]).toEqual([null, null])

  expect(await resolve(identity.client(), [bert.customer.id])).toEqual([hidden(bert.customer.id)])
  expect(await resolve(staff, [bert.customer.id])).toMatchObject([
    { email: 'bert@example.com', addresses: [{ city: 'Lund' }], defaultAddress: { city: 'Lund' } },
  ])
})

test('needs as many statements for fifty customers with their addresses as for one', async () => {
  await Promise.all(Array.from({ length: 50 }, () => identity.newCustomer()))
  const statements = countStatements(identity.database.pool)
  const measure = async (work: () => Promise<unknown>): Promise<number> => {
    statements.reset()
    await work()
    return statements.texts.filter((text) => text.startsWith('SELECT')).length
  }
  const list = (first: number) => () =>
    staff.request(`{ customers(first: ${first}) { nodes { addresses { id } defaultAddress { id } } } }`)
  expect(await measure(list(1))).toBe(2)
  expect(await measure(list(50))).toBe(2)

  const { nodes } = await pageOf('(first: 50)')
  const ids = nodes.map(({ id }) => id)
  expect(await measure(() => resolve(staff, ids.slice(0, 1)))).toBe(2)
  expect(await measure(() => resolve(staff, [...ids, ...ids]))).toBe(2)
})

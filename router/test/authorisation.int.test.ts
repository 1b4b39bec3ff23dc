import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startShop, type Answered, type Shop } from './fixtures/shop.ts'

// The fixture's subgraphs enforce nothing themselves: what is refused here is refused by the router.
let shop: Shop
beforeAll(async () => {
  shop = await startShop({ POLICIES: 'buyer=scope:catalog:buy|role:ADMIN' })
})
afterAll(() => shop.stop())

const query = `query Margins($id: ID!) {
  secret product(id: $id) { title available cost(currency: EUR) related { id cost(currency: USD) } }
}`

async function ask(text: string, scopes?: string[], roles?: ('STAFF' | 'ADMIN')[]): Promise<Answered> {
  const viewer = { ...(scopes && { scopes }), ...(roles && { roles }) }
  const headers = scopes && { authorization: `Bearer ${await shop.issuer.sign(viewer)}` }
  return shop.query(text, { id: '1' }, headers)
}
const refusedOf = ({ errors = [] }: Answered): string[] =>
  errors.map(({ path, extensions }) => `${path?.join('.')} ${String(extensions?.['code'])}`)
const refused = (...paths: string[]): string[] => paths.map((path) => `${path} UNAUTHORIZED_FIELD_OR_TYPE`)

test('fields that may not be seen are cut, are null, and have an error; the rest is answered', async () => {
  const answer = await ask(query)
  expect(answer.status).toBe(200)
  expect(answer.data).toEqual({
    secret: null,
    product: {
      title: 'Enamel kettle',
      available: 4,
      cost: null,
      related: [
        { id: '2', cost: null },
        { id: '3', cost: null },
      ],
    },
  })
  expect(answer.errors).toEqual(
    [['secret'], ['product', 'cost'], ['product', 'related', '@', 'cost']].map((path) => ({
      message: expect.stringMatching(/^Sign in first/),
      path,
      extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
    })),
  )
})

test('the same text sent by turns gives each their own, however it was planned for the one before', async () => {
  const cost = ['product.cost', 'product.related.@.cost']
  for (let round = 0; round < 3; round++) {
    expect(refusedOf(await ask(query))).toEqual(refused('secret', ...cost))
    expect(refusedOf(await ask(query, []))).toEqual(refused(...cost))
    expect(refusedOf(await ask(query, ['catalog:write']))).toEqual([])
  }
})

test('what is cut is not asked of a subgraph, and nothing is asked when nothing is left', async () => {
  const before = shop.products.received.length
  const answer = await ask('{ secret product(id: 1) { cost(currency: EUR) } }')
  expect(answer).toMatchObject({ status: 200, errors: [{ path: ['secret'] }, { path: ['product', 'cost'] }] })
  expect(answer).not.toHaveProperty('data')
  expect(shop.products.received.length).toBe(before)
})

test('an operation that is refused has the status of the GraphQL over HTTP specification', async () => {
  const accept = { accept: 'application/graphql-response+json' }
  expect((await shop.query('{ secret }', {}, accept)).status).toBe(401)
  const authorization = `Bearer ${await shop.issuer.sign()}`
  expect(
    (await shop.query('{ product(id: 1) { cost(currency: EUR) } }', {}, { ...accept, authorization })).status,
  ).toBe(403)
})

test('@policy is satisfied by what the settings map it to', async () => {
  const text = '{ locations supplier }'
  expect(refusedOf(await ask(text))).toEqual(refused('supplier'))
  expect(refusedOf(await ask(text, ['buyer'], ['STAFF']))).toEqual(refused('supplier'))
  expect(await ask(text, ['catalog:buy'])).toMatchObject({ data: { supplier: 'Emaille AG' } })
  expect(await ask(text, [], ['ADMIN'])).toMatchObject({ data: { supplier: 'Emaille AG' } })
})

test('@policy can be decided by a module, and an operation refused as soon as anything is cut', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'policies-'))
  const module = join(directory, 'policies.mjs')
  await writeFile(module, 'export default (policies, viewer) => new Set(viewer === null ? policies : [])')
  const strict = await startShop({ POLICY_MODULE: module, REJECT_UNAUTHORIZED: 'true' })
  try {
    expect((await strict.query('{ supplier }')).data).toEqual({ supplier: 'Emaille AG' })
    const before = strict.products.received.length
    const { data, errors } = await strict.query('{ supplier secret }')
    expect(data).toBeUndefined()
    expect(errors).toMatchObject([{ path: ['secret'] }])
    expect(strict.products.received.length).toBe(before)
  } finally {
    await strict.stop()
    await rm(directory, { recursive: true })
  }
})

test.each([
  [{ POLICIES: 'buyer' }, /POLICIES: "buyer" is not of the form/],
  [{ POLICY_MODULE: '/nowhere/policies.mjs' }, /POLICY_MODULE .* cannot be loaded/],
])('settings that are wrong end the start with a sentence: %o', async (settings, message) => {
  await expect(startShop(settings)).rejects.toThrow(message)
})

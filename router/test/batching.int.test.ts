import { afterAll, beforeAll, expect, test } from 'vitest'
import { startShop, type Shop } from './fixtures/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await startShop({ MAX_BATCH_SIZE: '4', MAX_COST: '500', RATE_LIMIT_USER: '5' })
})
afterAll(() => shop.stop())

interface Answer {
  readonly data?: unknown
  readonly errors?: { extensions: { code: string } }[]
}

async function batch(
  operations: unknown[],
  headers: Record<string, string> = {},
): Promise<{ status: number; answers: Answer[]; codes: unknown[] }> {
  const response = await shop.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(operations),
  })
  const answers = [(await response.json()) as Answer].flat()
  return {
    status: response.status,
    answers,
    codes: answers.map(({ errors }) => errors?.[0]?.extensions.code),
  }
}
const estimates = async (): Promise<number> => {
  const text = await (await fetch(shop.metricsUrl)).text()
  return Number(/^tradewind_router_operation_cost_count\{.*"estimated".*\} (\d+)$/m.exec(text)?.[1] ?? 0)
}

test('operations of a batch are answered in their order, each by itself', async () => {
  const { status, answers, codes } = await batch([
    { query: 'query A { locations }', operationName: 'A' },
    { query: '{ nope }' },
    { query: 'query ($id: ID!) { product(id: $id) { title } }', variables: { id: '1' } },
    { query: 7 },
  ])
  expect(status).toBe(200)
  expect(answers.map(({ data }) => data)).toEqual([
    { locations: ['Bremen', 'Porto'] },
    undefined,
    { product: { title: 'Enamel kettle' } },
    undefined,
  ])
  expect(codes).toEqual([undefined, 'GRAPHQL_VALIDATION_FAILED', undefined, 'BAD_REQUEST'])
})

test('each operation goes through every limit, and its cost counts by itself', async () => {
  const deep = `{ product(id: 1) { ${'related { '.repeat(20)} id ${'}'.repeat(20)} } }`
  const costs = await estimates()
  const { codes } = await batch([
    { query: deep },
    { query: `{ ${Array.from({ length: 70 }, (_, i) => `a${i}: __typename`).join(' ')} }` },
    { query: '{ products { related { related { id } } } }' },
    { query: '{ locations }' },
  ])
  expect(codes).toEqual([
    'DEPTH_LIMIT_EXCEEDED',
    'ALIAS_LIMIT_EXCEEDED',
    'COST_ESTIMATED_TOO_EXPENSIVE',
    undefined,
  ])
  expect(await estimates()).toBe(costs + 2)
})

test.each([
  [
    'longer than it may be',
    Array.from({ length: 5 }, () => ({ query: '{ locations }' })),
    'BATCH_LIMIT_EXCEEDED',
  ],
  ['with nothing in it', [], 'BAD_REQUEST'],
  ['of something else', [{ query: '{ locations }' }, null], 'BAD_REQUEST'],
  ['of batches', [[{ query: '{ locations }' }]], 'BAD_REQUEST'],
])('a batch %s is refused as a whole', async (_, operations, code) => {
  const before = shop.stock.received.length
  expect(await batch(operations)).toMatchObject({ status: 400, codes: [code] })
  expect(shop.stock.received.length).toBe(before)
})

test('each operation counts for the limits of rate, whatever is in one request', async () => {
  const token = await shop.issuer.sign({ id: '0198b7e0-0000-7000-8000-00000000ba7c' })
  const send = (size: number) =>
    batch(
      Array.from({ length: size }, () => ({ query: '{ locations }' })),
      { authorization: `Bearer ${token}` },
    )
  expect((await send(4)).status).toBe(200)
  expect(await send(2)).toMatchObject({ status: 429, codes: ['REQUEST_RATE_LIMITED'] })
})

test('answers in parts are not for batches', async () => {
  const { answers } = await batch(
    [{ query: '{ product(id: 1) { id ... @defer { title } } }' }, { query: '{ locations }' }],
    { accept: 'multipart/mixed;deferSpec=20220824, application/json' },
  )
  expect(answers[0]?.data ?? answers[0]?.errors).toBeDefined()
  expect(answers[1]?.data).toEqual({ locations: ['Bremen', 'Porto'] })
})

import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startShop, type Shop } from './fixtures/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await startShop({
    MAX_BODY_BYTES: '20000',
    MAX_TOKENS: '500',
    MAX_DEPTH: '6',
    MAX_FIELDS: '30',
    MAX_ALIASES: '5',
    MAX_ROOT_FIELDS: '4',
    MAX_OPERATIONS: '3',
    MAX_DIRECTIVES: '10',
    MAX_QUERY_BYTES: '6000',
    MAX_COST: '400',
    COST_LIST_SIZE: '4',
  })
})
afterAll(() => shop.stop())

const nested = (depth: number): string => `${'related { '.repeat(depth)} id ${'}'.repeat(depth)}`
const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ')

/** How a query was answered, and how many requests to the subgraph it caused. */
async function outcome(query: string): Promise<object> {
  const before = shop.products.received.length
  const { status, data, errors } = await shop.query(query)
  return {
    status,
    data,
    code: errors?.[0]?.extensions?.['code'],
    passed: shop.products.received.length - before,
  }
}

const refused = (code: string): object => ({ status: 400, data: undefined, code, passed: 0 })

test('a deeply nested query is refused, at its limit it is not', async () => {
  expect(await outcome(`{ product(id: 1) { ${nested(5)} } }`)).toEqual(refused('DEPTH_LIMIT_EXCEEDED'))
  expect(
    await outcome(
      `{ product(id: 1) { ...F } } fragment F on Product { related { ...G } }
     fragment G on Product { ${nested(4)} }`,
    ),
  ).toEqual(refused('DEPTH_LIMIT_EXCEEDED'))
  expect((await shop.query(`{ product(id: 1) { ${nested(4)} } }`)).errors).toBeUndefined()
})

test('aliases are limited, also where a fragment multiplies them', async () => {
  expect(await outcome(`{ ${times(6, (i) => `a${i}: __typename`)} }`)).toEqual(
    refused('ALIAS_LIMIT_EXCEEDED'),
  )
  expect(
    await outcome(
      `{ a: product(id: 1) { ...F } b: product(id: 2) { ...F } } fragment F on Product { c: id d: id }`,
    ),
  ).toEqual(refused('ALIAS_LIMIT_EXCEEDED'))
})

test('fields are limited as if fragments were written out', async () => {
  const fragments = times(
    6,
    (i) => `fragment F${i} on Product { ...F${i + 1} ... on Product { ...F${i + 1} } }`,
  )
  const query = `{ product(id: 1) { ...F0 } } ${fragments} fragment F6 on Product { id }`
  expect(await outcome(query)).toEqual(refused('FIELD_LIMIT_EXCEEDED'))
})

test('root fields are limited', async () => {
  expect(await outcome('{ products { id } product(id: 1) { id } whoAmI failure locations }')).toEqual(
    refused('ROOT_FIELD_LIMIT_EXCEEDED'),
  )
})

test('operations of a document are limited', async () => {
  const query = times(4, (i) => `query Q${i} { whoAmI }`)
  const response = await shop.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, operationName: 'Q1' }),
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: 'OPERATION_LIMIT_EXCEEDED' } }],
  })
})

test('tokens are limited before anything is parsed', async () => {
  expect(await outcome(`{ ${'whoAmI '.repeat(500)} }`)).toEqual(refused('TOKEN_LIMIT_EXCEEDED'))
  expect(await outcome('{ a '.repeat(400))).toEqual(refused('TOKEN_LIMIT_EXCEEDED'))
})

test('a large body is refused by its announced length', async () => {
  const { status, headers, errors } = await shop.query('{ whoAmI }', { text: 'x'.repeat(20_000) })
  expect(status).toBe(413)
  expect(headers.get('connection')).toBe('close')
  expect(errors?.[0]?.extensions).toEqual({ code: 'BODY_TOO_LARGE' })
})

test('a large body is refused where no length is announced, before all of it has come', async () => {
  const request = httpRequest(`${shop.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
  })
  request.write(`{"query":"{ whoAmI }","variables":{"text":"${'x'.repeat(25_000)}`)
  const [response] = await once(request, 'response')
  expect(response.statusCode).toBe(413)
  request.destroy()
})

test('a small body without an announced length is accepted', async () => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"query":"{ locati'))
      controller.enqueue(new TextEncoder().encode('ons }"}'))
      controller.close()
    },
  })
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half' }
  const response = await shop.fetch('/graphql', init)
  expect(await response.json()).toEqual({ data: { locations: ['Bremen', 'Porto'] } })
})

test('a list of operations in one request is refused', async () => {
  const response = await shop.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ query: '{ whoAmI }' }, { query: '{ whoAmI }' }]),
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: 'BATCHING_NOT_SUPPORTED' } }],
  })
})

test('the introspection of common tools passes the default limits', async () => {
  const usual = await startShop()
  try {
    const { data, errors } = await usual.query(
      getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true, oneOf: true }),
    )
    expect(errors).toBeUndefined()
    expect(data).toHaveProperty('__schema')
  } finally {
    await usual.stop()
  }
})

test('introspection can be forbidden, and then errors suggest no names either', async () => {
  const closed = await startShop({ INTROSPECTION: 'false' })
  try {
    const asked = await closed.query('{ __schema { types { name } } }')
    expect(asked.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' })
    const guessed = await closed.query('{ product(id: 1) { titel } }')
    expect(guessed.errors?.[0]?.message).toBe('Cannot query field "titel" on type "Product".')
    expect((await closed.query('{ __typename }')).data).toEqual({ __typename: 'Query' })
  } finally {
    await closed.stop()
  }
})

test('directives are limited, known or not', async () => {
  const many = times(11, () => '@a')
  expect(await outcome(`{ whoAmI ${many} }`)).toEqual(refused('DIRECTIVE_LIMIT_EXCEEDED'))
  expect(await outcome(`query ${many} { ...F } fragment F on Query { whoAmI }`)).toEqual(
    refused('DIRECTIVE_LIMIT_EXCEEDED'),
  )
})

test('the text of a document is limited, whatever it is made of', async () => {
  expect(await outcome(`{ whoAmI } # ${'é'.repeat(3_000)}`)).toEqual(refused('QUERY_TOO_LARGE'))
})

test('what an operation may cost is limited, and refused before any subgraph is asked', async () => {
  const lists = `{ products { ${nested(4)} } }`
  expect(await outcome(lists)).toEqual(refused('COST_ESTIMATED_TOO_EXPENSIVE'))
  expect((await shop.query(`{ products { ${nested(3)} } }`)).errors).toBeUndefined()
})

test('staff are told what an operation costs, in the metrics it is for all', async () => {
  const query = '{ products { id related { id } } }'
  const as = async (role: 'STAFF' | 'CUSTOMER') =>
    shop.query(query, {}, { authorization: `Bearer ${await shop.issuer.sign({ roles: [role] })}` })
  expect((await as('STAFF')).extensions).toEqual({
    cost: { estimated: 4 * (1 + 4), actual: 3 * (1 + 2), max: 400 },
  })
  expect(await as('CUSTOMER')).not.toHaveProperty('extensions')
  const metrics = await (await fetch(shop.metricsUrl)).text()
  expect(metrics).toMatch(/tradewind_router_operation_cost_count\{.*kind="estimated".*\} [1-9]/)
  expect(metrics).toMatch(/tradewind_router_operation_cost_count\{.*kind="actual".*\} [1-9]/)
})

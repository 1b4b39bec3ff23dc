import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '@tradewind/testkit'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startRegistry, type FixtureRegistry } from './fixtures/registry.ts'
import { startShop, type Shop } from './fixtures/shop.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const locations = 'query Places { locations }'
const answer = { data: { locations: ['Bremen', 'Porto'] } }

let shop: Shop
afterEach(() => shop.stop())

interface Asked {
  readonly query?: string
  readonly id?: string
  readonly variables?: object
  readonly version?: number
}

/** Sends text, id or both; gives the status, and the data or the code and message of the first error. */
async function ask({ query, id, variables, version = 1 }: Asked): Promise<object> {
  const extensions = id === undefined ? undefined : { persistedQuery: { version, sha256Hash: id } }
  const response = await shop.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables, extensions }),
  })
  return outcome(response)
}

async function outcome(response: Response): Promise<object> {
  const { data, errors } = (await response.json()) as {
    data?: object
    errors?: { message: string; extensions: { code: string } }[]
  }
  if (!errors) return { data }
  return { status: response.status, code: errors[0]?.extensions.code, message: errors[0]?.message }
}

const code = async (asked: Asked): Promise<unknown> => ((await ask(asked)) as { code?: string }).code

describe('operations that clients register (APQ)', () => {
  beforeEach(async () => {
    shop = await startShop({ MAX_DEPTH: '4' })
  })

  test('an unknown id is asked for with the text; with it, and then without it, it is served', async () => {
    const id = sha256(locations)
    expect(await ask({ id })).toEqual({
      status: 200,
      code: 'PERSISTED_QUERY_NOT_FOUND',
      message: 'PersistedQueryNotFound',
    })
    expect(await ask({ id, query: locations })).toEqual(answer)
    expect(await ask({ id })).toEqual(answer)
  })

  test('a query is served by GET with its id alone, a mutation is not, and forged requests are still refused', async () => {
    const mutation = 'mutation { renameProduct(id: 1, title: "x") { id } }'
    for (const query of [locations, mutation]) await ask({ id: sha256(query), query })
    const get = (query: string, headers: Record<string, string>): Promise<Response> => {
      const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: sha256(query) } })
      return shop.fetch(`/graphql?extensions=${encodeURIComponent(extensions)}`, { headers })
    }
    const preflighted = { 'apollo-require-preflight': 'yes' }
    expect(await outcome(await get(locations, preflighted))).toEqual(answer)
    expect(await outcome(await get(mutation, preflighted))).toMatchObject({
      status: 405,
      code: 'BAD_REQUEST',
    })
    expect(await outcome(await get(locations, {}))).toMatchObject({ code: 'CSRF_PREVENTED' })
  })

  test('nobody can register a text under the id of another', async () => {
    const id = sha256('{ products { title } }')
    expect(await ask({ id, query: locations })).toMatchObject({
      status: 400,
      message: 'provided sha does not match query',
    })
    expect(await code({ id })).toBe('PERSISTED_QUERY_NOT_FOUND')
  })

  test('what a limit or validation refuses is not registered', async () => {
    const deep = '{ product(id: 1) { related { related { related { related { id } } } } } }'
    const wrong = '{ nonsense }'
    expect(await code({ id: sha256(deep), query: deep })).toBe('DEPTH_LIMIT_EXCEEDED')
    expect(await code({ id: sha256(wrong), query: wrong })).toBe('GRAPHQL_VALIDATION_FAILED')
    expect(await code({ id: sha256(deep) })).toBe('PERSISTED_QUERY_NOT_FOUND')
    expect(await code({ id: sha256(wrong) })).toBe('PERSISTED_QUERY_NOT_FOUND')
  })

  test('another version of the protocol, or an id that is none, is the client’s mistake', async () => {
    expect(await code({ id: sha256(locations), version: 2 })).toBe('BAD_REQUEST')
    for (const id of ['', 'x'.repeat(10_000), 7 as unknown as string, {} as string]) {
      expect(await code({ id })).toBe('BAD_REQUEST')
    }
    const headers = { 'content-type': 'application/json' }
    for (const parameters of [
      { query: locations, extensions: { persistedQuery: 'yes' } },
      { query: { a: 1 }, extensions: { persistedQuery: { version: 1, sha256Hash: sha256('x') } } },
      { extensions: 'persistedQuery' },
    ]) {
      const response = await shop.fetch('/graphql', {
        method: 'POST',
        headers,
        body: JSON.stringify(parameters),
      })
      expect(await outcome(response)).toMatchObject({ code: 'BAD_REQUEST' })
    }
  })
})

test('registering can be switched off', async () => {
  shop = await startShop({ AUTOMATIC_PERSISTED_QUERIES: 'false' })
  const id = sha256(locations)
  expect(await ask({ id, query: locations })).toEqual(answer)
  expect(await ask({ id })).toEqual({
    status: 200,
    code: 'PERSISTED_QUERY_NOT_SUPPORTED',
    message: 'PersistedQueryNotSupported',
  })
})

describe('operations that were published beforehand', () => {
  const published =
    'query Title($id: ID!) {\n  product(id: $id) { ...T }\n}\n\nfragment T on Product { title }'
  const list = (...bodies: string[]): string => {
    const operation = (body: string) => ({ name: 'Title', type: 'QUERY', body })
    const operations = Object.fromEntries(
      bodies.map((body) => [`published:${sha256(body)}`, operation(body)]),
    )
    return JSON.stringify({ listName: 'web', operations })
  }
  const id = `published:${sha256(published)}`
  const variables = { id: '1' }
  const kettle = { data: { product: { title: 'Enamel kettle' } } }

  let registry: FixtureRegistry
  beforeEach(async () => {
    registry = await startRegistry()
    registry.publish('persisted-queries', list(published))
  })
  afterEach(() => registry.stop())
  const start = async (mode: string, settings: Record<string, string> = {}): Promise<void> => {
    shop = await startShop({ ...registry.settings, PERSISTED_QUERIES: mode, ...settings })
  }

  test('safelist: by id and by text, however it is laid out; nothing else', async () => {
    await start('safelist')
    expect(await ask({ id, variables })).toEqual(kettle)
    const [query = '', fragment = ''] = published.split('\n\n')
    const elsewise = `# ours\n${fragment}, ${query.replace(/\s+/g, '  ')}`
    expect(await ask({ query: published, variables })).toEqual(kettle)
    expect(await ask({ query: elsewise, variables })).toEqual(kettle)

    expect(await ask({ query: published.replace('title', 'id'), variables })).toMatchObject({
      status: 400,
      code: 'QUERY_NOT_IN_SAFELIST',
    })
    expect(await code({ query: published.replace('{ ...T }', '{ x: title ...T }'), variables })).toBe(
      'QUERY_NOT_IN_SAFELIST',
    )
    expect(await code({ id: sha256(locations) })).toBe('PERSISTED_QUERY_NOT_IN_LIST')
    // Nobody adds to a safelist by registering.
    expect(await code({ id: sha256(locations), query: locations })).toBe('QUERY_NOT_IN_SAFELIST')
    expect(await code({ id: sha256(locations) })).toBe('PERSISTED_QUERY_NOT_IN_LIST')
  })

  test('safelist: what one operation of a batch may do is not for the next', async () => {
    await start('safelist', { MAX_BATCH_SIZE: '2' })
    const byId = { extensions: { persistedQuery: { version: 1, sha256Hash: id } }, variables }
    const response = await shop.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([byId, { query: locations }]),
    })
    expect(await response.json()).toMatchObject([
      kettle,
      { errors: [{ extensions: { code: 'QUERY_NOT_IN_SAFELIST' } }] },
    ])
  })

  test('safelist-ids-only: not even a published text', async () => {
    await start('safelist-ids-only')
    expect(await ask({ id, variables })).toEqual(kettle)
    expect(await ask({ query: published, variables })).toMatchObject({
      status: 400,
      code: 'PERSISTED_QUERY_ID_REQUIRED',
    })
    expect(await code({ id, query: published, variables })).toBe('PERSISTED_QUERY_ID_REQUIRED')
    expect(await code({ id: 'constructor' })).toBe('PERSISTED_QUERY_NOT_IN_LIST')
  })

  test('log: everything is served, and what is not on the list is counted', async () => {
    await start('log')
    expect(await ask({ id, variables })).toEqual(kettle)
    expect(await ask({ query: published, variables })).toEqual(kettle)
    expect(await ask({ id: sha256(locations), query: locations })).toEqual(answer)
    expect(await ask({ id: sha256(locations) })).toEqual(answer)
    const metrics = await (await fetch(shop.metricsUrl)).text()
    expect(metrics).toMatch(/persisted_queries_total\{[^}]*outcome="unlisted"[^}]*\} [1-9]/)
  })

  test('a new list takes the place of the present one at once, also for what has been served before', async () => {
    await start('safelist')
    expect(await ask({ query: published, variables })).toEqual(kettle)
    await eventually(() => expect(registry.held).toBe(1))
    registry.publish('persisted-queries', list(locations))
    await eventually(async () => expect(await ask({ query: locations })).toEqual(answer))
    expect(await code({ query: published, variables })).toBe('QUERY_NOT_IN_SAFELIST')
    expect(await code({ id, variables })).toBe('PERSISTED_QUERY_NOT_IN_LIST')
  })

  test('a list that is none, or has gone, leaves the present one in place', async () => {
    await start('safelist')
    registry.publish('persisted-queries', '{"operations": 7}')
    registry.publish('persisted-queries', null)
    await registry.stop()
    expect(await ask({ query: published, variables })).toEqual(kettle)
    await registry.restart()
  })

  test('a body in the list that is not GraphQL does no harm to the others', async () => {
    registry.publish('persisted-queries', list('query {', published))
    await start('safelist')
    expect(await ask({ query: published, variables })).toEqual(kettle)
    expect(await code({ id: `published:${sha256('query {')}` })).toBe('GRAPHQL_PARSE_FAILED')
  })

  test('a safelist of which nothing is known lets nothing through, until it is there', async () => {
    registry.status = 503
    await start('safelist')
    expect(await ask({ query: published, variables })).toMatchObject({
      status: 503,
      code: 'PERSISTED_QUERIES_UNAVAILABLE',
    })
    expect(await code({ id, variables })).toBe('PERSISTED_QUERIES_UNAVAILABLE')
    registry.status = undefined
    await eventually(async () => expect(await ask({ id, variables })).toEqual(kettle))
  })

  const copies = mkdtemp(join(tmpdir(), 'router-copies-'))
  afterAll(async () => rm(await copies, { recursive: true, force: true }))

  test('a copy of the list serves a start without the registry', async () => {
    await start('safelist', { REGISTRY_COPIES: await copies })
    await shop.stop()
    registry.status = 503
    await start('safelist', { REGISTRY_COPIES: await copies })
    expect(await ask({ id, variables })).toEqual(kettle)
  })
})

import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { ExecutionResult } from 'graphql'
import { parse, printSchema, validate } from 'graphql'
import type { IncrementalResult, SubsequentResult } from '../../engine/engine.ts'
import { composeLocally } from './local-supergraph.ts'
import type { Interfere, LocalSubgraph, ReceivedRequest } from './local-supergraph.ts'

const sdl = (text: string): string =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"]) ${text}`

interface Reference {
  readonly id: string
}
const books = [{ id: 'b1' }, { id: 'b2' }]
const shop: LocalSubgraph[] = [
  {
    name: 'books',
    sdl: sdl(`
      type Query { books: [Book!]! first: Book shop: Shop item: Item }
      type Mutation { add: Book }
      interface Item { id: ID! }
      type Shop { name: String slogan: String! broken: String owner: Book }
      type Book implements Item @key(fields: "id") { id: ID! title: String related: [Book!] }`),
    resolvers: {
      Query: {
        books: () => books,
        first: () => books[0],
        item: () => ({ __typename: 'Book', id: 'b1' }),
        shop: () => ({ name: 'Tradewind', slogan: 'All winds', owner: { id: 'b2' } }),
      },
      Mutation: { add: () => books[1] },
      Shop: {
        broken: () => {
          throw new Error('out of order')
        },
      },
      Book: {
        __resolveReference: (reference: Reference) => reference,
        title: ({ id }: Reference) => `title of ${id}`,
        related: () => books,
      },
    },
  },
  {
    name: 'stock',
    sdl: sdl(
      'type Book @key(fields: "id") { id: ID! copies: Int! place: Place } type Place { shelf: Int! room: Int }',
    ),
    resolvers: {
      Book: {
        __resolveReference: ({ id }: Reference) => (id === 'unknown' ? null : { id }),
        copies: ({ id }: Reference) => Number(id.slice(1)),
        place: () => ({ shelf: 7, room: 1 }),
      },
    },
  },
]

async function ask(query: string, variables: Record<string, unknown> = {}, interfere?: Interfere) {
  const local = composeLocally(shop, interfere)
  const engine = await local.createCompiled(local.supergraphSdl)
  expect(validate(engine.schema, parse(query))).toEqual([])
  const answer = await local.executeInParts(engine, query, variables)
  return { answer, ...(await read(answer)), received: local.received }
}

/** An answer as clients get it: as JSON, in order. */
async function read(answer: ExecutionResult | IncrementalResult): Promise<{ parts: unknown[] }> {
  if (!('initialResult' in answer)) return { parts: [JSON.parse(JSON.stringify(answer))] }
  const subsequent = await Array.fromAsync(answer.subsequentResults)
  return { parts: JSON.parse(JSON.stringify([answer.initialResult, ...subsequent])) as unknown[] }
}

/** Answers of a subgraph that wait until they are let through. */
function holdBack(matches: (request: ReceivedRequest) => boolean) {
  const held = Promise.withResolvers<void>()
  const interfere: Interfere = async (request) => {
    if (matches(request)) await held.promise
    return undefined
  }
  return { interfere, release: () => held.resolve() }
}

test('clients are told of @defer by the schema', async () => {
  const local = composeLocally(shop)
  const { schema } = await local.createCompiled(local.supergraphSdl)
  expect(printSchema(schema)).toContain(
    'directive @defer(label: String, if: Boolean! = true) on FRAGMENT_SPREAD | INLINE_FRAGMENT',
  )
})

test('what is not deferred comes first, without waiting for the subgraph of the rest', async () => {
  const { interfere, release } = holdBack(({ subgraph }) => subgraph === 'stock')
  const local = composeLocally(shop, interfere)
  const engine = await local.createCompiled(local.supergraphSdl)
  const query = '{ first { id ... @defer(label: "stock") { copies } } }'
  const answer = (await local.executeInParts(engine, query)) as IncrementalResult
  expect(answer.initialResult).toEqual({ data: { first: { id: 'b1' } }, hasNext: true })
  release()
  expect(await answer.subsequentResults.next()).toEqual({
    done: false,
    value: { incremental: [{ path: ['first'], label: 'stock', data: { copies: 1 } }], hasNext: false },
  })
  expect((await answer.subsequentResults.next()).done).toBe(true)
})

test('each part comes when it is ready', async () => {
  const { interfere, release } = holdBack(({ subgraph }) => subgraph === 'stock')
  const local = composeLocally(shop, interfere)
  const engine = await local.createCompiled(local.supergraphSdl)
  const query = '{ first { id ... @defer(label: "slow") { copies } ... @defer(label: "quick") { title } } }'
  const { subsequentResults } = (await local.executeInParts(engine, query)) as IncrementalResult
  const labels = async (): Promise<unknown> =>
    ((await subsequentResults.next()).value as SubsequentResult).incremental?.map(({ label }) => label)
  expect(await labels()).toEqual(['quick'])
  release()
  expect(await labels()).toEqual(['slow'])
})

test('a part of objects in a list comes for each of them', async () => {
  const { parts } = await ask('{ books { id ... @defer { copies title } } }')
  expect(parts).toEqual([
    { data: { books: [{ id: 'b1' }, { id: 'b2' }] }, hasNext: true },
    {
      incremental: [
        { path: ['books', 0], data: { copies: 1, title: 'title of b1' } },
        { path: ['books', 1], data: { copies: 2, title: 'title of b2' } },
      ],
      hasNext: false,
    },
  ])
})

test('a part inside a part comes after it, and each has its own selection whole', async () => {
  const { parts } = await ask(
    `{ first { id ... @defer(label: "a") { id title ... on Book @defer(label: "b") { title related { id ...C @defer(label: "c") } } } } }
     fragment C on Book { copies }`,
  )
  const all = parts.slice(1).flatMap((part) => (part as SubsequentResult).incremental ?? [])
  expect(all).toEqual([
    { path: ['first'], label: 'a', data: { id: 'b1', title: 'title of b1' } },
    {
      path: ['first'],
      label: 'b',
      data: { title: 'title of b1', related: [{ id: 'b1' }, { id: 'b2' }] },
    },
    { path: ['first', 'related', 0], label: 'c', data: { copies: 1 } },
    { path: ['first', 'related', 1], label: 'c', data: { copies: 2 } },
  ])
})

test('one fragment may be deferred in one place, and be there at once in another', async () => {
  const { parts } = await ask(
    '{ first { ...F @defer } shop { owner { ...F } } item { ...F @defer(label: "i") } } fragment F on Book { title }',
  )
  expect(parts[0]).toEqual({
    data: { first: {}, shop: { owner: { title: 'title of b2' } }, item: {} },
    hasNext: true,
  })
  const all = parts.slice(1).flatMap((part) => (part as SubsequentResult).incremental ?? [])
  expect(all).toHaveLength(2)
  expect(all).toContainEqual({ path: ['first'], data: { title: 'title of b1' } })
  expect(all).toContainEqual({ path: ['item'], label: 'i', data: { title: 'title of b1' } })
})

test('the root may be deferred, with what is asked about the schema', async () => {
  const { parts } = await ask(
    '{ first { id } ... @defer { kind: __typename shop { name } __type(name: "Book") { name } } }',
  )
  expect(parts).toEqual([
    { data: { first: { id: 'b1' } }, hasNext: true },
    {
      incremental: [
        { path: [], data: { kind: 'Query', shop: { name: 'Tradewind' }, __type: { name: 'Book' } } },
      ],
      hasNext: false,
    },
  ])
})

test.each([
  ['a variable says no', 'query($d: Boolean!) { first { id ... @defer(if: $d) { copies } } }', { d: false }],
  ['its default says no', 'query($d: Boolean = false) { first { id ... @defer(if: $d) { copies } } }', {}],
  ['it says no itself', '{ first { id ... @defer(if: false) { copies } } }', {}],
])('nothing is deferred where %s', async (_, query, variables) => {
  expect((await ask(query, variables)).parts).toEqual([{ data: { first: { id: 'b1', copies: 1 } } }])
})

test.each([
  ['a variable says yes', 'query($d: Boolean!) { first { id ... @defer(if: $d) { copies } } }', { d: true }],
  ['nothing says no', 'query($d: Boolean) { first { id ... @defer(if: $d) { copies } } }', {}],
])('it is deferred where %s', async (_, query, variables) => {
  expect((await ask(query, variables)).parts).toHaveLength(2)
})

test('what is left out by a condition does not come later', async () => {
  const query =
    'query($no: Boolean!) { first { id ... @include(if: $no) @defer { copies } ... @defer { title @skip(if: $no) } } }'
  const left = (await ask(query, { no: false })).parts
  expect(left.slice(1)).toEqual([
    { incremental: [{ path: ['first'], data: { title: 'title of b1' } }], hasNext: false },
  ])
})

test('a client that takes no parts gets everything at once', async () => {
  const local = composeLocally(shop)
  const engine = await local.createCompiled(local.supergraphSdl)
  const query = '{ first { id ... @defer { copies ... on Book @defer { title } } } }'
  expect(await local.execute(engine, query)).toEqual({
    data: { first: { id: 'b1', copies: 1, title: 'title of b1' } },
  })
})

test('mutations: what they give may be deferred, what they do may not', async () => {
  expect((await ask('mutation { add { id ... @defer { copies } } }')).parts).toEqual([
    { data: { add: { id: 'b2' } }, hasNext: true },
    { incremental: [{ path: ['add'], data: { copies: 2 } }], hasNext: false },
  ])
  const root = 'mutation { ... @defer { add { id } } }'
  expect((await ask(root)).parts).toEqual([{ data: { add: { id: 'b2' } } }])
})

test('a null where none may be makes the part null, and nothing around it', async () => {
  const { parts } = await ask('{ first { id ... @defer { place { shelf } copies } } }', {}, ({ subgraph }) =>
    subgraph === 'stock'
      ? { status: 200, body: '{"data":{"_entities":[{"place":{"shelf":7},"copies":null}]}}' }
      : undefined,
  )
  expect(parts).toMatchObject([
    { data: { first: { id: 'b1' } } },
    {
      incremental: [{ path: ['first'], data: null, errors: [{ path: ['first', 'copies'] }] }],
      hasNext: false,
    },
  ])
})

test('a subgraph that is down leaves its parts without data, and each says so', async () => {
  const { parts } = await ask(
    '{ books { id ... @defer { copies } ... @defer { title } } }',
    {},
    ({ subgraph }) => (subgraph === 'stock' ? { status: 500, body: '' } : undefined),
  )
  expect(parts[0]).toEqual({ data: { books }, hasNext: true })
  const all = parts.slice(1).flatMap((part) => (part as SubsequentResult).incremental ?? [])
  const failed = all.filter(({ data }) => data === null)
  expect(failed.map(({ path }) => path)).toEqual([
    ['books', 0],
    ['books', 1],
  ])
  for (const { errors } of failed)
    expect(errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }])
  expect(all.filter(({ data }) => data !== null)).toHaveLength(2)
})

test('an error of a field that was fetched early is told with the part that it belongs to', async () => {
  const { parts } = await ask('{ shop { name ... @defer { broken slogan } } }')
  expect(parts).toMatchObject([
    { data: { shop: { name: 'Tradewind' } }, hasNext: true },
    {
      incremental: [
        {
          path: ['shop'],
          data: { broken: null, slogan: 'All winds' },
          errors: [{ message: 'out of order', path: ['shop', 'broken'] }],
        },
      ],
    },
  ])
  expect(parts[0]).not.toHaveProperty('errors')
})

test('nothing comes later for what is not there', async () => {
  const noBook: Interfere = ({ subgraph }) =>
    subgraph === 'books' ? { status: 200, body: '{"data":{"first":null}}' } : undefined
  const { parts, received } = await ask('{ first { id ... @defer { copies } } }', {}, noBook)
  expect(parts).toEqual([{ data: { first: null } }])
  expect(received).toHaveLength(1)
})

test('a client that goes away, or wants no more, ends what is under way for it', async () => {
  for (const leave of [
    (_results: IncrementalResult['subsequentResults'], client: AbortController) => client.abort(),
    (results: IncrementalResult['subsequentResults']) => void results.return(),
  ]) {
    const signals: AbortSignal[] = []
    const local = composeLocally(shop, async ({ subgraph }, _answer, { signal }) => {
      if (subgraph === 'books') return undefined
      signals.push(signal)
      await once(signal, 'abort')
      return { status: 503, body: '' }
    })
    const engine = await local.createCompiled(local.supergraphSdl)
    const client = new AbortController()
    const query = '{ first { id ... @defer { copies } } }'
    const { subsequentResults } = (await local.executeInParts(engine, query, {}, client)) as IncrementalResult
    const next = subsequentResults.next()
    leave(subsequentResults, client)
    expect((await next).done).toBe(true)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  }
})

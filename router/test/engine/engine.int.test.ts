import { expect, test } from 'vitest'
import { composeLocally } from './local-supergraph.ts'
import type { LocalSubgraph } from './local-supergraph.ts'

const sdl = (text: string): string =>
  `extend schema @link(
     url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable", "@interfaceObject"]
   ) ${text}`

interface Reference {
  readonly id: string
}
const books = ['b1', 'b2', 'b1', 'b1'].map((id) => ({ __typename: 'Book', id }))
const shop: LocalSubgraph[] = [
  {
    name: 'books',
    sdl: sdl(`
      scalar Big
      type Query { books: [Book!]! first: Book best: [Item!]! echo(text: String!): String big: Big }
      type Mutation { add(text: String!): [String!]! }
      interface Item @key(fields: "id") { id: ID! }
      type Book implements Item @key(fields: "id") { id: ID! constructor: String related: [Book!] }`),
    resolvers: {
      Query: {
        books: () => books,
        first: () => books[0],
        best: () => books,
        echo: (_: unknown, { text }: { text: string }) => text,
      },
      Mutation: { add: (_: unknown, { text }: { text: string }) => (log.push(`books ${text}`), [...log]) },
      Item: {
        __resolveType: () => 'Book',
        __resolveReference: ({ id }: Reference) => ({ __typename: 'Book', id }),
      },
      Book: {
        __resolveReference: (reference: Reference) => reference,
        constructor: () => 'made',
        related: () => books.slice(0, 2),
      },
    },
  },
  {
    name: 'stock',
    sdl: sdl(`
      type Query { shelf: String }
      type Mutation { count(text: String!): [String!]! }
      type Book @key(fields: "id") { id: ID! copies: Int! place: Place }
      type Place { shelf: Int! }`),
    resolvers: {
      Query: { shelf: () => 'left' },
      Mutation: { count: (_: unknown, { text }: { text: string }) => (log.push(`stock ${text}`), [...log]) },
      Book: {
        __resolveReference: ({ id }: Reference) => (id === 'b2' ? null : { id }),
        copies: () => 3,
        place: () => ({ shelf: 7 }),
      },
    },
  },
  {
    name: 'ratings',
    sdl: sdl('type Item @interfaceObject @key(fields: "id") { id: ID! stars: Int }'),
    resolvers: { Item: { __resolveReference: (reference: Reference) => reference, stars: () => 5 } },
  },
]
const log: string[] = []

async function ask(query: string, variables = {}) {
  const local = composeLocally(shop)
  const engine = await local.createCompiled(local.supergraphSdl)
  return { ...(await local.execute(engine, query, variables)), received: local.received }
}

test('an entity that is there several times is asked for once', async () => {
  const { data, received } = await ask('{ books { id place { shelf } } }')
  expect(received[1]?.variables.representations).toEqual([
    { __typename: 'Book', id: 'b1' },
    { __typename: 'Book', id: 'b2' },
  ])
  const place = { shelf: 7 }
  expect(data).toEqual({
    books: [
      { id: 'b1', place },
      { id: 'b2', place: null },
      { id: 'b1', place },
      { id: 'b1', place },
    ],
  })
})

test('fetches of one step that ask the same of different places are one request', async () => {
  const { data, received } = await ask(
    '{ first { place { shelf } } books { place { shelf } related { place { shelf } } } }',
  )
  expect(received.filter(({ subgraph }) => subgraph === 'stock')).toHaveLength(1)
  expect(data).toMatchObject({ first: { place: { shelf: 7 } } })
})

test('an entity that its subgraph does not know leaves null as far up as the schema demands, and says so', async () => {
  const { data, errors } = await ask('{ first { copies } books { copies } }')
  expect(data).toBeNull()
  expect(errors).toMatchObject([
    { path: ['books', 1, 'copies'], extensions: { code: 'INVALID_SUBGRAPH_RESPONSE' } },
  ])
})

test('names that objects inherit are fields and aliases like any other', async () => {
  const query =
    '{ __proto__: first { constructor toString: constructor __proto__: place { hasOwnProperty: shelf } } }'
  const { data } = await ask(query)
  expect(JSON.stringify(data)).toBe(
    '{"__proto__":{"constructor":"made","toString":"made","__proto__":{"hasOwnProperty":7}}}',
  )
})

test('an @interfaceObject adds to objects of which it knows the interface alone', async () => {
  const { data } = await ask('{ best { __typename stars ... on Book { kind: __typename } } }')
  const book = { __typename: 'Book', stars: 5, kind: 'Book' }
  expect(data).toEqual({ best: [book, book, book, book] })
})

test('mutations run in their order, across subgraphs', async () => {
  log.length = 0
  const { data } = await ask('mutation { a: add(text: "1") b: count(text: "2") c: add(text: "3") }')
  expect(data).toMatchObject({ c: ['books 1', 'stock 2', 'books 3'] })
})

test('what the client asks about the schema stands beside what it asks of subgraphs', async () => {
  const query =
    'query($n: String!) { kind: __typename first { id } t: __type(name: $n) { name kind } ...S } fragment S on Query { __schema { queryType { name } } }'
  expect((await ask(query, { n: 'Book' })).data).toEqual({
    kind: 'Query',
    first: { id: 'b1' },
    t: { name: 'Book', kind: 'OBJECT' },
    __schema: { queryType: { name: 'Query' } },
  })
})

test.each([
  [true, '{"echo":"x","b":"y","first":{"id":"b1"}}'],
  [false, '{"b":"y","echo":"x","first":{"id":"b1","related":[{"id":"b1"},{"id":"b2"}]}}'],
])('a condition that is %s decides what is there and in which order', async (yes, text) => {
  const query = `query($yes: Boolean!) {
    echo(text: "x") @include(if: $yes) b: echo(text: "y") echo(text: "x")
    first { id ... @skip(if: $yes) { related { id } } }
  }`
  expect(JSON.stringify((await ask(query, { yes })).data)).toBe(text)
})

test('integers that JavaScript cannot hold pass as they are', async () => {
  const local = composeLocally(shop, () => ({
    status: 200,
    body: '{"data":{"big":[9007199254740993,{"x":-18446744073709551616}]}}',
  }))
  const engine = await local.createCompiled(local.supergraphSdl)
  expect(JSON.stringify(await local.execute(engine, '{ big }'))).toBe(
    '{"data":{"big":[9007199254740993,{"x":-18446744073709551616}]}}',
  )
})

test.each([
  ['no object', '{"data":{"first":[]}}', ['first']],
  ['an object of another type', '{"data":{"first":{"__typename":"Place","id":"b1"}}}', ['first']],
  ['no list', '{"data":{"first":{"id":"b1","related":{}}}}', ['first', 'related']],
  ['a text for a number', '{"data":{"first":{"id":{}}}}', ['first', 'id']],
])('%s where the schema has one is null, and an error says where', async (_, body, path) => {
  const local = composeLocally(shop, () => ({ status: 200, body }))
  const engine = await local.createCompiled(local.supergraphSdl)
  const { errors } = await local.execute(engine, '{ first { id related { id } } }')
  expect(errors).toMatchObject([{ path, extensions: { code: 'INVALID_SUBGRAPH_RESPONSE' } }])
})

test('a new engine is ready for the operations that the old one executed most', async () => {
  const local = composeLocally(shop)
  const [old, next] = [
    await local.createCompiled(local.supergraphSdl),
    await local.createCompiled(local.supergraphSdl),
  ]
  await local.execute(old, '{ shelf }')
  for (let times = 0; times < 3; times += 1) await local.execute(old, '{ first { id } }')
  const used = old.mostUsed!(1)
  expect(used.map(({ source, uses }) => [source, uses])).toEqual([['{ first { id } }', 3]])
  await next.warm!(used)
  expect(next.mostUsed!(5).map(({ source }) => source)).toEqual(['{ first { id } }'])
})

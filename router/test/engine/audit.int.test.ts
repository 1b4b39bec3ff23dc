import { expect, test } from 'vitest'
import { composeLocally } from './local-supergraph.ts'
import type { LocalSubgraph } from './local-supergraph.ts'

// The cases of the public federation gateway audit that @apollo/gateway fails, with the audit's semantics:
// https://github.com/graphql-hive/federation-gateway-audit

const sdl = (text: string): string =>
  `extend schema @link(
     url: "https://specs.apollo.dev/federation/v2.5",
     import: ["@key", "@external", "@requires", "@shareable", "@interfaceObject"]
   ) ${text}`

async function ask(subgraphs: readonly LocalSubgraph[], query: string, variables = {}) {
  const local = composeLocally(subgraphs)
  const engine = await local.createCompiled(local.supergraphSdl)
  return local.execute(engine, query, variables)
}

const items = [
  { id: '1', pId: 'a.1.pId', name: 'a.1', compositeId: { one: 'one', two: 'two', three: 'three' } },
]
const keysMashup = [
  {
    name: 'a',
    sdl: sdl(`
      type A
        @key(fields: "id")
        @key(fields: "pId", resolvable: false)
        @key(fields: "compositeId { one two }", resolvable: false)
        @key(fields: "id compositeId { two three }", resolvable: false) {
        id: ID! pId: ID! compositeId: CompositeID! name: String!
      }
      type CompositeID @shareable { one: ID! two: ID! three: ID! }`),
    resolvers: {
      A: { __resolveReference: ({ id }: { id: string }) => items.find((item) => item.id === id) ?? null },
    },
  },
  {
    name: 'b',
    sdl: sdl(`
      type Query { b: B }
      type B @key(fields: "id") { id: ID! a: [A!]! }
      type A
        @key(fields: "compositeId { one two }", resolvable: false)
        @key(fields: "id compositeId { two three }", resolvable: true)
        @key(fields: "pId", resolvable: false)
        @key(fields: "id", resolvable: false) {
        id: ID! pId: ID! compositeId: CompositeID! name: String! @external
        nameInB: String! @requires(fields: "name")
      }
      type CompositeID @shareable { one: ID! two: ID! three: ID! }`),
    resolvers: {
      Query: {
        b: () => ({ id: '100', a: items.map(({ id, pId, compositeId }) => ({ id, pId, compositeId })) }),
      },
      A: {
        __resolveReference: ({
          id,
          compositeId,
          name,
        }: {
          id: string
          compositeId: object
          name?: string
        }) => (Object.keys(compositeId).join() === 'two,three' ? { id, name } : null),
        nameInB: ({ name }: { name: string }) => `b.a.nameInB ${name}`,
      },
    },
  },
]

test('keys-mashup: a subgraph is come back to by a key that it resolves', async () => {
  expect(await ask(keysMashup, '{ b { id a { id name nameInB } } }')).toEqual({
    data: { b: { id: '100', a: [{ id: '1', name: 'a.1', nameInB: 'b.a.nameInB a.1' }] } },
  })
})

const interfaceObject = [
  {
    name: 'a',
    sdl: sdl(`
      type Query { a: Node product: Product! }
      interface Node @key(fields: "id") { id: ID! }
      type Product @interfaceObject @key(fields: "id", resolvable: false) { id: ID! }`),
    resolvers: {
      Query: { a: () => ({ id: 'n1' }), product: () => ({ id: 'p1' }) },
      Node: { __resolveType: () => 'Node' },
    },
  },
  {
    name: 'b',
    sdl: sdl(`
      type Query { b: Node! }
      type Node @interfaceObject @key(fields: "id", resolvable: false) { id: ID! field: String }
      interface Product @key(fields: "id") { id: ID! name: String }
      type Bread implements Product @key(fields: "id") { id: ID! name: String }`),
    resolvers: {
      Query: { b: () => ({ id: 'n1', field: 'foo' }) },
      Product: { __resolveReference: () => ({ __typename: 'Bread', id: 'p1', name: 'Bread' }) },
      Bread: { __resolveReference: () => ({ id: 'p1', name: 'Bread' }) },
    },
  },
]

test.each([
  ['{ b { id field } }', { b: { id: 'n1', field: 'foo' } }],
  ['{ b { id } }', { b: { id: 'n1' } }],
  ['{ product { id } }', { product: { id: 'p1' } }],
  ['{ product { ... on Bread { id } } }', { product: { id: 'p1' } }],
])('non-resolvable-interface-object: %s is answered', async (query, data) => {
  expect(await ask(interfaceObject, query)).toEqual({ data })
})

test.each([['{ a { id } }'], ['{ a { field } }']])(
  'non-resolvable-interface-object: %s cannot be answered, and says so',
  async (query) => {
    const { data, errors } = await ask(interfaceObject, query)
    expect(data).toEqual({ a: null })
    expect(errors?.[0]?.path?.[0]).toBe('a')
  },
)

const products = [
  { upc: 'p1', name: 'p-name-1', price: 11, weight: 1, category: { averagePrice: 11 } },
  { upc: 'p2', name: 'p-name-2', price: 22, weight: 2, category: { averagePrice: 22 } },
]
const posts = ['p1', 'p2'].map((id) => ({ id }))
const comments = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'].map((id, index) => ({
  id,
  postId: index < 3 ? 'p1' : 'p2',
  authorId: index === 2 ? 'a2' : 'a1',
  body: id === 'c3' ? 'spam' : 'fine',
}))
const commentsOf = ({ id }: { id: string }, { limit }: { limit: number }) =>
  comments
    .filter(({ postId }) => postId === id)
    .slice(0, limit)
    .map((comment) => ({ id: comment.id }))

const requiresWithArgument = [
  {
    name: 'a',
    sdl: sdl(`
      type Product @key(fields: "upc") {
        upc: String! weight: Int @external price(currency: String!): Int @external
        shippingEstimate: Int @requires(fields: "price(currency: \\"USD\\") weight")
        shippingEstimateEUR: Int @requires(fields: "price(currency: \\"EUR\\") weight")
        category: Category @external
        isExpensiveCategory: Boolean @requires(fields: "category { averagePrice(currency: \\"USD\\") }")
      }
      type Category @external { averagePrice(currency: String!): Int }`),
    resolvers: {
      Product: {
        __resolveReference: (reference: object) => reference,
        shippingEstimate: ({ price, weight }: { price: number; weight: number }) => price * weight * 10,
        shippingEstimateEUR: ({ price, weight }: { price: number; weight: number }) => price * weight * 10,
        isExpensiveCategory: ({ category }: { category: { averagePrice: number } }) =>
          category.averagePrice > 11,
      },
    },
  },
  {
    name: 'b',
    sdl: sdl(`
      type Query { products: [Product] }
      type Product @key(fields: "upc") {
        upc: String! name: String price(currency: String!): Int weight: Int category: Category
      }
      type Category { averagePrice(currency: String!): Int }`),
    resolvers: {
      Query: { products: () => products },
      Product: {
        __resolveReference: ({ upc }: { upc: string }) => products.find((product) => product.upc === upc),
        price: ({ price }: { price: number }, { currency }: { currency: string }) =>
          currency === 'USD' ? price : price * 2,
      },
    },
  },
  {
    name: 'c',
    sdl: sdl(`
      type Query { feed: [Post] }
      type Post @key(fields: "id") { id: ID! }
      type Comment @key(fields: "id") { id: ID! authorId: ID body: String! }`),
    resolvers: {
      Query: { feed: () => posts },
      Post: { __resolveReference: (reference: object) => reference },
      Comment: {
        __resolveReference: ({ id }: { id: string }) => comments.find((comment) => comment.id === id),
      },
    },
  },
  {
    name: 'd',
    sdl: sdl(`
      type Post @key(fields: "id") {
        id: ID! author: Author @requires(fields: "comments(limit: 3) { authorId }") comments(limit: Int!): [Comment]
      }
      type Comment @key(fields: "id") { id: ID! date: String authorId: ID @external }
      type Author { id: ID! name: String }`),
    resolvers: {
      Post: {
        __resolveReference: (reference: object) => reference,
        comments: commentsOf,
        author({ comments: given }: { comments: { authorId: string }[] }) {
          if (given.length !== 3) throw new Error('Expected 3 comments')
          return { id: given[2]!.authorId }
        },
      },
      Comment: { __resolveReference: (reference: object) => reference },
    },
  },
  {
    name: 'e',
    sdl: sdl(`
      type Comment @key(fields: "id") {
        id: ID! body: String! @external isCommentSpam: Boolean @requires(fields: "body")
      }`),
    resolvers: {
      Comment: {
        __resolveReference: (reference: object) => reference,
        isCommentSpam: ({ body }: { body: string }) => body === 'spam',
      },
    },
  },
]
const authors = [{ author: { id: 'a2' } }, { author: { id: 'a1' } }]
const firstComments = [{ comments: [{ id: 'c1' }] }, { comments: [{ id: 'c4' }] }]
const both = authors.map((author, index) => ({ ...author, ...firstComments[index] }))

test.each<[string, Record<string, unknown>]>([
  [
    '{ products { upc name shippingEstimate } }',
    {
      products: [
        { upc: 'p1', name: 'p-name-1', shippingEstimate: 110 },
        { upc: 'p2', name: 'p-name-2', shippingEstimate: 440 },
      ],
    },
  ],
  ['{ feed { author { id } } }', { feed: authors }],
  ['{ feed { author { id } comments(limit: 1) { id } } }', { feed: both }],
  ['query ($limit: Int = 1) { feed { author { id } comments(limit: $limit) { id } } }', { feed: both }],
  [
    `query ($limit: Int = 1) { feed { author { id } ...Foo ...Bar } }
     fragment Foo on Post { comments(limit: $limit) { id } }
     fragment Bar on Post { comments(limit: $limit) { id } }`,
    { feed: both },
  ],
  [
    '{ feed { comments(limit: 3) { isCommentSpam } } }',
    {
      feed: [
        { comments: [false, false, true].map((isCommentSpam) => ({ isCommentSpam })) },
        { comments: [false, false, false].map((isCommentSpam) => ({ isCommentSpam })) },
      ],
    },
  ],
])('requires-with-argument: %s', async (query, data) => {
  expect(await ask(requiresWithArgument, query)).toEqual({ data })
})

test('requires-with-argument-conflict: each requirement gets the value for its own argument', async () => {
  const query = '{ products { upc name shippingEstimate shippingEstimateEUR isExpensiveCategory } }'
  const rest = products.map(({ upc, name }) => ({ upc, name }))
  expect(await ask(requiresWithArgument, query)).toEqual({
    data: {
      products: [
        { ...rest[0], shippingEstimate: 110, shippingEstimateEUR: 220, isExpensiveCategory: false },
        { ...rest[1], shippingEstimate: 440, shippingEstimateEUR: 880, isExpensiveCategory: true },
      ],
    },
  })
})

test('requires-with-argument-conflict: what the client asks for has its own argument, too', async () => {
  const query = '{ products { price(currency: "EUR") shippingEstimate } }'
  expect(await ask(requiresWithArgument, query)).toEqual({
    data: {
      products: [
        { price: 22, shippingEstimate: 110 },
        { price: 44, shippingEstimate: 440 },
      ],
    },
  })
})

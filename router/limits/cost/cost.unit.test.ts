import { GraphQLError, parse } from 'graphql'
import { expect, test } from 'vitest'
import type { SubsequentResult } from '../../engine/engine.ts'
import { oneSubgraph } from '../../test/fixtures/supergraph.ts'
import { demandControl } from './demand.ts'

const engine = oneSubgraph(
  '"@key", "@shareable", "@cost", {name: "@listSize", as: "@size"}',
  `
  type Query {
    name: String
    rate: Float @cost(weight: 7)
    product: Product
    products: [Product!]!
    page(first: Int, last: Int): [Product!] @size(slicingArguments: ["first", "last"], assumedSize: 30, requireOneSlicingArgument: false)
    strict(first: Int, last: Int): [Product!] @size(slicingArguments: ["first", "last"])
    slice(length: Int!): Slice @size(slicingArguments: ["length"], sizedFields: ["items"])
    grid: [[Product!]!]
    search(filter: Filter, exact: Boolean @cost(weight: 3)): [Anything!]
    connection(first: Int = 5, after: String): ProductConnection
  }
  type Mutation { save(name: String!): Product }
  input Filter { words: [String!] @cost(weight: 2), deeper: Filter }
  type Slice { items: [Product!], total: Int }
  type Product { name: String, price: Price, related: [Product!], colour: Colour, image: Image }
  type Price @cost(weight: 5) { amount: Int }
  enum Colour { RED }
  type Image { url: Rendered }
  scalar Rendered @cost(weight: 4)
  union Anything = Product | Image
  type ProductConnection { nodes: [Product!]! edges: [ProductEdge!]! pageInfo: PageInfo }
  type ProductEdge { node: Product }
  type PageInfo { more: Boolean }`,
)

const demand = demandControl({ maxCost: 1_000, listSize: 10 })
const demanded = (source: string, variables = {}) => {
  const document = parse(source)
  return { engine, document, operationName: undefined, variables }
}
function estimate(source: string, variables = {}): number {
  const cost = demand.admit(demanded(source, variables))
  if (cost instanceof GraphQLError) throw cost
  return cost.estimated
}

test('an object costs 1, a scalar and an enum nothing, and a mutation 10 before anything of its result', () => {
  expect(estimate('{ name __typename }')).toBe(0)
  expect(estimate('{ product { name colour image { __typename } } }')).toBe(2)
  expect(estimate('mutation { save(name: "x") { name } }')).toBe(11)
})

test('@cost gives a field, a type, a scalar, an argument or an input field another weight', () => {
  expect(estimate('{ rate }')).toBe(7)
  expect(estimate('{ product { price { amount } } }')).toBe(6)
  expect(estimate('{ product { image { url } } }')).toBe(6)
  expect(estimate('{ search(exact: true) { ... on Image { url } } }')).toBe(3 + 10 * 5)
  expect(estimate('{ search(filter: {words: ["a", "b"], deeper: {words: "c"}}) { __typename } }')).toBe(
    1 + 4 + 1 + 2 + 10,
  )
})

test('a list multiplies what is inside it: by its assumed size, or by what its slicing argument asks for', () => {
  expect(estimate('{ products { name related { name } } }')).toBe(10 * (1 + 10))
  expect(estimate('{ page { name } }')).toBe(30)
  expect(estimate('{ page(first: 3) { price { amount } } }')).toBe(3 * 6)
  expect(estimate('{ page(first: 3, last: 8) { name } }')).toBe(8)
  expect(estimate('query ($n: Int) { page(last: $n) { name } }', { n: 7 })).toBe(7)
  expect(estimate('{ grid { name } }')).toBe(100)
  expect(estimate('{ page(first: -5) { name } }')).toBe(0)
})

test('a size can be that of a field inside the object', () => {
  expect(estimate('query ($n: Int!) { slice(length: $n) { total items { name } } }', { n: 9 })).toBe(1 + 9)
})

test('exactly one slicing argument is demanded where the schema says so', () => {
  expect(estimate('{ strict(first: 2) { name } }')).toBe(2)
  for (const source of ['{ strict { name } }', '{ strict(first: 2, last: 2) { name } }']) {
    expect(() => estimate(source)).toThrow(
      'Query.strict must be given exactly one of its arguments first, last.',
    )
  }
})

test('connections have as many nodes and edges as they are asked for, without a directive', () => {
  expect(estimate('{ connection(first: 50) { nodes { name } pageInfo { more } } }')).toBe(1 + 50 + 1)
  expect(estimate('{ connection { edges { node { name } } } }')).toBe(1 + 5 * 2)
})

test('fragments are written out, equal fields count once, and what is left out does not count', () => {
  const fragment = 'fragment F on Product { price { amount } }'
  expect(estimate(`{ a: product { ...F ...F } b: product { ...F } } ${fragment}`)).toBe(12)
  const source =
    'query ($no: Boolean!) { product { price @include(if: $no) { amount } ...F @include(if: $no) } }'
  expect(estimate(`${source} ${fragment}`, { no: false })).toBe(1)
  expect(estimate(`${source} ${fragment}`, { no: true })).toBe(6)
})

test('more than is allowed is refused; so is what doubles with every level', () => {
  expect(estimate('{ page(first: 1000) { name } }')).toBe(1_000)
  expect(demand.admit(demanded('{ page(first: 1001) { name } }'))).toMatchObject({
    message: expect.stringContaining('may cost 1001, at most 1000'),
    extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE' },
  })
  const deep = `{ products { ${'related { '.repeat(500)} name ${'}'.repeat(500)} } }`
  expect(() => estimate(deep)).toThrow(`may cost ${Number.MAX_SAFE_INTEGER}`)
})

const viewer = (role: 'STAFF' | 'CUSTOMER') => ({
  id: '',
  sessionId: '',
  roles: [role],
  scopes: new Set<string>(),
  expiresAt: new Date(),
})

test('the actual cost is that of the objects of the answer; staff are told', () => {
  const operation = demanded('{ page(first: 30) { one: price { amount } related { name } } rate }')
  const answer = {
    data: {
      page: [
        { one: { amount: 1 }, related: [{ name: 'a' }, { name: 'b' }] },
        { one: null, related: null },
      ],
      rate: 1.2,
    },
  }
  const cost = { estimated: 500 }
  expect(demand.settle(operation, cost, answer, viewer('CUSTOMER'))).toBe(answer)
  expect(cost).toEqual({ estimated: 500, actual: 2 + 5 + 2 + 7 })
  expect(demand.settle(operation, cost, answer, viewer('STAFF')).extensions).toEqual({
    cost: { estimated: 500, actual: 16, max: 1_000 },
  })
})

test('of a subscription, each event costs what its objects do, and all who are given it get the same object', () => {
  const operation = demanded('{ products { price { amount } } }')
  const events = [[{ price: { amount: 1 } }], [{ price: null }, { price: null }]].map((products) => ({
    data: { products },
  }))
  const costs = [{ estimated: 60 }, { estimated: 60 }]
  const told = costs.map((cost) =>
    events.map((event) => demand.settleEvent(operation, cost, event, viewer('STAFF'))),
  )
  expect(told[0]!.map(({ extensions }) => extensions)).toEqual([
    { cost: { estimated: 60, actual: 1 + 5, max: 1_000 } },
    { cost: { estimated: 60, actual: 2, max: 1_000 } },
  ])
  expect(told[1]!.every((event, index) => event === told[0]![index])).toBe(true)
  expect(costs).toEqual([
    { estimated: 60, actual: 8 },
    { estimated: 60, actual: 8 },
  ])
  const refused = { errors: [new GraphQLError('There is no such product.')] }
  expect(demand.settleEvent(operation, { estimated: 60 }, refused, viewer('STAFF'))).toBe(refused)
})

test('an answer in parts costs as much as in one, however often a value is told; staff are told with the last part', () => {
  const operation = demanded(`query ($no: Boolean!) {
    mine: product { name }
    search(exact: true) { ... on Product { price { amount } related { price { amount } image { url } } } } }`)
  const parts = [
    { data: { mine: { name: 'Lamp' }, search: [{ related: [{ image: { url: '/' } }] }, {}] }, hasNext: true },
    {
      incremental: [
        { path: ['search', 0], data: { price: { amount: 1 }, related: [{ price: null }] } },
        { path: ['search', 1], data: null },
      ],
      hasNext: true,
    },
    {
      incremental: [
        { path: ['search', 0, 'related', 0], data: { price: { amount: 2 }, image: { url: '/' } } },
        { path: ['search', 0, 'price'], data: { amount: 1 } },
        { path: ['mine'], data: { name: 'Lamp' } },
        { path: [], data: { mine: { name: 'Lamp' } } },
      ],
      hasNext: false,
    },
  ] as const
  const whole = {
    mine: { name: 'Lamp' },
    search: [{ price: { amount: 1 }, related: [{ price: { amount: 2 }, image: { url: '/' } }] }, {}],
  }
  const inOne = { estimated: 500 }
  demand.settle(operation, inOne, { data: whole }, null)
  expect(inOne).toEqual({ estimated: 500, actual: 1 + 3 + (1 + 5 + (1 + 5 + 1 + 4)) + 1 })

  const cost = { estimated: 500 }
  const settle = demand.settleParts(operation, cost, viewer('STAFF'))
  const told = parts.map((part) => settle.part<SubsequentResult>(part))
  expect(cost).toEqual(inOne)
  expect(told.slice(0, 2)).toEqual(parts.slice(0, 2))
  expect(told[2]).toEqual({ ...parts[2], extensions: { cost: { ...inOne, max: 1_000 } } })
  const silent = demand.settleParts(operation, { estimated: 500 }, viewer('CUSTOMER'))
  expect(parts.map((part) => silent.part<SubsequentResult>(part))).toEqual(parts)
})

import { buildSchema, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { coordinatesOf } from './coordinates.ts'
import { usedDefinitions } from './definitions.ts'
import { variableReader } from './variables.ts'

const schema = buildSchema(`
  type Query {
    node(id: ID!): Node
    search(filter: Filter, order: Order = NEWEST): [Result!]!
    orders(filters: [Filter!]): Int
  }
  interface Node { id: ID! }
  type Product implements Node { id: ID!, title(language: String): String }
  type Review implements Node { id: ID!, stars: Int }
  union Result = Product | Review
  enum Order { NEWEST OLDEST }
  enum Colour { RED BLUE }
  input Filter { text: String, colours: [Colour!], not: Filter, order: Order }
`)

function definitions(text: string) {
  const document = parse(text)
  expect(validate(schema, document)).toEqual([])
  return usedDefinitions(document, undefined)!
}
const coordinates = (text: string): string[] => [...coordinatesOf(schema, definitions(text))].toSorted()

function sent(text: string, variables: Record<string, unknown>): string[] {
  const into = new Set<string>()
  variableReader(schema, definitions(text).operation)?.(variables, into)
  return [...into].toSorted()
}

test('fields, their arguments, and the types that conditions and variables name', () => {
  expect(
    coordinates(
      'query($id: ID!, $f: Filter) { search(filter: $f) { __typename ... on Product { title(language: "de") } } node(id: $id) { __typename } }',
    ),
  ).toEqual([
    'Filter',
    'Product',
    'Product.title',
    'Product.title(language:)',
    'Query.node',
    'Query.node(id:)',
    'Query.search',
    'Query.search(filter:)',
  ])
})

test('a field of an interface is used of all that implement it', () => {
  expect(coordinates('{ node(id: 1) { id } }')).toEqual([
    'Node.id',
    'Product.id',
    'Query.node',
    'Query.node(id:)',
    'Review.id',
  ])
})

test('input fields and enum values of literals, at any depth and in defaults of variables', () => {
  expect(
    coordinates(
      'query($o: Order = OLDEST) { search(order: $o, filter: { not: { colours: [RED] } }) { ...R } } fragment R on Review { stars }',
    ),
  ).toEqual([
    'Colour.RED',
    'Filter',
    'Filter.colours',
    'Filter.not',
    'Order',
    'Order.OLDEST',
    'Query.search',
    'Query.search(filter:)',
    'Query.search(order:)',
    'Review',
    'Review.stars',
  ])
})

test('asking for the schema uses nothing of it', () => {
  expect(coordinates('{ __typename __schema { types { name } } }')).toEqual([])
})

test('of variables, what is really sent', () => {
  const query = 'query($f: [Filter!], $o: Order) { orders(filters: $f) search(order: $o) { __typename } }'
  expect(sent(query, { f: [{ text: 'x' }, { not: { order: 'OLDEST' } }] })).toEqual([
    'Filter',
    'Filter.not',
    'Filter.order',
    'Filter.text',
    'Order.OLDEST',
  ])
  // GraphQL takes one value for a list of one; null was sent, undefined was not.
  expect(sent(query, { f: { text: null, colours: undefined }, o: 'NEWEST' })).toEqual([
    'Filter',
    'Filter.text',
    'Order.NEWEST',
  ])
})

test('a client cannot write coordinates of its own', () => {
  const query = 'query($f: [Filter!], $o: Order) { orders(filters: $f) search(order: $o) { __typename } }'
  expect(sent(query, { f: [{ evil: 1, not: 'x' }], o: 'EVIL', g: { text: 1 } })).toEqual([
    'Filter',
    'Filter.not',
  ])
})

test('a value nested or repeated without end is read only so far', () => {
  const query = 'query($f: [Filter!]) { orders(filters: $f) }'
  const deep: Record<string, unknown> = {}
  deep['not'] = deep
  expect(sent(query, { f: [deep] })).toEqual(['Filter', 'Filter.not'])
  let read = 0
  const counting = Array.from({ length: 100_000 }, () => ({
    get text() {
      read += 1
      return 'x'
    },
  }))
  sent(query, { f: counting })
  expect(read).toBeLessThan(2_000)
})

test('operations without such variables cost nothing', () => {
  expect(variableReader(schema, definitions('query($id: ID!) { node(id: $id) { id } }').operation)).toBeNull()
})

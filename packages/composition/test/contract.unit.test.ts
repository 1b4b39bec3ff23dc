import { buildSchema } from 'graphql'
import { describe, expect, test } from 'vitest'
import { apiSchemaOf, composeSubgraphs, filterSupergraph, type ContractFilter } from '../index.ts'

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@tag", "@inaccessible"])'

const shop = `${link}
  type Query {
    product(id: ID!, internalNote: String @tag(name: "internal")): Product @tag(name: "public")
    audit: [Audit!]! @tag(name: "internal")
    search(kind: Kind, filter: Filter): [Result!]! @tag(name: "public")
  }
  type Mutation { recount: Int @tag(name: "internal") }
  interface Node { id: ID! @tag(name: "public") }
  type Product implements Node @key(fields: "id") @tag(name: "public") {
    id: ID!
    title: String!
    cost: Int! @tag(name: "internal")
  }
  type Shop implements Node @tag(name: "public") { id: ID! street: String }
  type Audit { at: String! by: Staff! }
  type Staff { name: String! }
  union Result @tag(name: "public") = Product | Shop
  enum Kind { ALL NEW SECRET @tag(name: "internal") }
  input Filter { text: String, cost: Int @tag(name: "internal"), nested: Nested }
  input Nested { a: Int }`

function supergraphOf(sdl: string): string {
  const result = composeSubgraphs([{ name: 'shop', url: 'http://shop.test', sdl, place: 'shop' }])
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join('\n'))
  return result.supergraphSdl
}

function apiOf(filter: Partial<ContractFilter>, sdl = shop) {
  const result = filterSupergraph(supergraphOf(sdl), {
    include: [],
    exclude: [],
    hideUnreachable: true,
    ...filter,
  })
  if (!result.ok) throw new Error(result.errors.map(({ code }) => code).join())
  const api = apiSchemaOf(result.supergraphSdl)
  if (!api.ok) throw new Error('no API')
  const schema = buildSchema(api.apiSchemaSdl)
  return {
    schema,
    fields: (type: string) =>
      Object.keys((schema.getType(type) as never as { getFields(): object }).getFields()),
  }
}

const errorsOf = (filter: Partial<ContractFilter>, sdl: string): string[] => {
  const result = filterSupergraph(supergraphOf(sdl), {
    include: [],
    exclude: [],
    hideUnreachable: true,
    ...filter,
  })
  return result.ok ? [] : result.errors.map(({ code }) => code)
}

describe('a contract that excludes a tag', () => {
  test('leaves out tagged fields, arguments, enum values and input fields, and keeps the rest', () => {
    const { schema, fields } = apiOf({ exclude: ['internal'] })
    expect(fields('Query')).toEqual(['product', 'search'])
    const { product } = schema.getQueryType()!.getFields()
    expect(product!.args.map(({ name }) => name)).toEqual(['id'])
    expect(fields('Product')).toEqual(['id', 'title'])
    expect(fields('Filter')).toEqual(['text', 'nested'])
    expect((schema.getType('Kind') as never as { getValues(): { name: string }[] }).getValues()).toHaveLength(
      2,
    )
  })

  test('leaves out a root type of which nothing is left', () => {
    expect(apiOf({ exclude: ['internal'] }).schema.getMutationType()).toBeUndefined()
  })

  test('leaves out types that nothing leads to any more, or keeps them if so told', () => {
    expect(apiOf({ exclude: ['internal'] }).schema.getType('Staff')).toBeUndefined()
    expect(apiOf({ exclude: ['internal'], hideUnreachable: false }).schema.getType('Staff')).toBeDefined()
  })

  test('a tag on a type counts for its fields', () => {
    const sdl = `${link} type Query { a: Int b: B @tag(name: "x") } type B @tag(name: "x") { c: Int }`
    expect(apiOf({ exclude: ['x'] }, sdl).schema.getType('B')).toBeUndefined()
  })
})

describe('a contract that includes a tag', () => {
  test('has nothing but fields and unions with the tag, and what these lead to', () => {
    const { schema, fields } = apiOf({ include: ['public'] })
    expect(fields('Query')).toEqual(['product', 'search'])
    expect(fields('Product')).toEqual(['id', 'title', 'cost'])
    expect(fields('Filter')).toEqual(['text', 'cost', 'nested'])
    expect(schema.getType('Result')).toBeDefined()
    expect(schema.getType('Audit')).toBeUndefined()
  })

  test('excludes more strongly than it includes', () => {
    expect(apiOf({ include: ['public'], exclude: ['internal'] }).fields('Product')).toEqual(['id', 'title'])
  })

  test('keeps all implementations of an interface that is returned, and none of one that is only implemented', () => {
    const sdl = (type: string) => `${link}
      type Query { it: ${type} @tag(name: "p") }
      interface Node @tag(name: "p") { id: ID! }
      type A implements Node @tag(name: "p") { id: ID! }
      type B implements Node @tag(name: "p") { id: ID! }`
    expect(apiOf({ include: ['p'] }, sdl('Node')).schema.getType('B')).toBeDefined()
    const { schema } = apiOf({ include: ['p'] }, sdl('A'))
    expect(schema.getType('B')).toBeUndefined()
    expect(schema.getType('Node')).toBeDefined()
  })
})

describe('a contract that is no valid API is refused', () => {
  test('when a field leads to a type that is left out', () => {
    const sdl = `${link} type Query { b: B } type B @tag(name: "x") { c: Int }`
    expect(errorsOf({ exclude: ['x'] }, sdl)).toEqual(['REFERENCED_INACCESSIBLE'])
  })

  test('when nothing of Query is left', () => {
    expect(errorsOf({ include: ['nobody-has-this'] }, shop)).toContain('QUERY_ROOT_TYPE_INACCESSIBLE')
  })

  test('when a required argument is left out', () => {
    const sdl = `${link} type Query { a(b: Int! @tag(name: "x")): Int }`
    expect(errorsOf({ exclude: ['x'] }, sdl)).toEqual(['REQUIRED_INACCESSIBLE'])
  })
})

test('what is inaccessible already stays so, and is marked once', () => {
  const sdl = `${link} type Query { a: Int, b: Int @inaccessible @tag(name: "x") }`
  const result = filterSupergraph(supergraphOf(sdl), { include: [], exclude: ['x'], hideUnreachable: true })
  expect(result.ok && result.supergraphSdl.match(/@inaccessible/g)).toHaveLength(2)
  expect(apiOf({ exclude: ['x'] }, sdl).fields('Query')).toEqual(['a'])
})

import { ApolloGateway } from '@apollo/gateway'
import { expect, test } from 'vitest'
import { supergraphOf } from '../test/fixtures/supergraph.ts'
import { stripSecurityDirectives } from './security-directives.ts'

const federation = (imports: string): string =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: [${imports}])`

const everywhere = `${federation('"@key", "@authenticated", "@requiresScopes", "@policy"')}
  type Query {
    node(id: ID!): Node @authenticated
    orders: [Order!]! @requiresScopes(scopes: [["orders:read", "console:read"], ["orders:write"]])
    colour: Colour
    secret: Secret
  }
  interface Node { id: ID! }
  type Order implements Node @key(fields: "id") @policy(policies: [["staff"]]) {
    id: ID!
    total: Int @authenticated @requiresScopes(scopes: [["orders:read"]]) @policy(policies: [["a", "b"]])
  }
  enum Colour @authenticated { RED GREEN }
  scalar Secret @requiresScopes(scopes: [["secrets:read"]])`

const renamed = `${federation('"@key", {name: "@authenticated", as: "@signedIn"}, {name: "@policy", as: "@house"}')}
  type Query { me: String @signedIn, rule: Int @house(policies: [["x"]]) }`

const compose = (sdl: string): string => supergraphOf([{ name: 'one', sdl }])

const load = (supergraphSdl: string) => new ApolloGateway({ supergraphSdl, logger: silent }).load()
const silent = { debug() {}, info() {}, warn() {}, error() {} }

test('the gateway refuses a supergraph with the directives, which is why they are taken out', async () => {
  await expect(load(compose(everywhere))).rejects.toThrow(/SECURITY but is unsupported/)
})

test('takes the directives off fields, types, interfaces, enums and scalars, and their definitions away', async () => {
  const supergraph = compose(everywhere)
  expect(supergraph).toMatch(/@authenticated/)
  expect(supergraph).toMatch(/requiresScopes__Scope/)
  expect(supergraph).toMatch(/policy__Policy/)
  // Composition puts on an interface what its implementations require.
  expect(supergraph).toMatch(/interface Node\s[^{]*@policy/)

  const stripped = stripSecurityDirectives(supergraph)
  expect(stripped).not.toMatch(/authenticated|requiresScopes|policy/i)
  const { schema } = await load(stripped)
  expect(Object.keys(schema.getTypeMap())).toEqual(
    expect.arrayContaining(['Node', 'Order', 'Colour', 'Secret']),
  )
  expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual([
    'node',
    'orders',
    'colour',
    'secret',
  ])
})

test('finds the directives under the names a subgraph gave them', async () => {
  const stripped = stripSecurityDirectives(compose(renamed))
  expect(stripped).not.toMatch(/@signedIn|@house|specs.apollo.dev\/(authenticated|policy)/)
  await expect(load(stripped)).resolves.toBeDefined()
})

test('finds the directives under a prefix given with "as"', () => {
  const stripped = stripSecurityDirectives(`
    schema
      @link(url: "https://specs.apollo.dev/link/v1.0")
      @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", as: "scopes", import: ["Scope"], for: SECURITY) {
      query: Query
    }
    directive @scopes(scopes: [[Scope!]!]!) on FIELD_DEFINITION
    scalar Scope
    scalar scopes__Other
    type Query { a: Int @scopes(scopes: [["a"]]), policy: Int, authenticated: Boolean }
  `)
  expect(stripped).not.toMatch(/scopes/i)
  expect(stripped).toMatch(/policy: Int/)
  expect(stripped).toMatch(/authenticated: Boolean/)
})

test('leaves a supergraph without them as it is, to the letter', () => {
  const supergraph = compose(`${federation('"@key"')} type Query { policy: Int, authenticated: String }`)
  expect(stripSecurityDirectives(supergraph)).toBe(supergraph)
})

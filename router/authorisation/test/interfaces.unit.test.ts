import { expect, test } from 'vitest'
import { authoriser, engineOf, outcomeOf, someone } from './fixture.ts'

const authorise = authoriser()
const fields = engineOf(`
  type Query { node: Node, orders: [Order!] }
  interface Node { id: ID!, label: String }
  type Order implements Node { id: ID!, label: String @requiresScopes(scopes: [["orders:read"]]), total: Int }
  type Product implements Node { id: ID!, label: String }`)
const types = engineOf(`
  type Query { node: Node, pinned: Pinned }
  interface Node { id: ID! }
  type Order implements Node @requiresScopes(scopes: [["orders:read"]]) { id: ID! }
  type Product implements Node { id: ID! }
  type Pinned { node: Node, title: String }`)
const cutOf = async (engine: typeof fields, query: string, scopes?: string[]): Promise<string[]> =>
  (await outcomeOf(authorise, engine, query, scopes ? someone(scopes) : null)).cut

test('a field of an interface takes what every type demands that it may turn out to be', async () => {
  expect(await cutOf(fields, '{ node { id label } }')).toEqual(['node.label'])
  expect(await cutOf(fields, '{ node { id label } }', ['orders:read'])).toEqual([])
})

test('a fragment on one type takes what that type demands', async () => {
  expect(await cutOf(fields, '{ node { id ... on Product { label } ... on Order { total } } }')).toEqual([])
  expect(await cutOf(fields, '{ node { id ... on Product { label } ... on Order { label } } }')).toEqual([
    'node.label',
  ])
})

test('an object that may show what its interface may not, shows it', async () => {
  const { complete } = await outcomeOf(authorise, fields, '{ node { id label ... on Product { label } } }')
  expect(complete({ node: { id: '1', cut_label: 'Product', label: 'Kettle' } }).data).toEqual({
    node: { id: '1', label: 'Kettle' },
  })
  expect(complete({ node: { id: '1', cut_label: 'Order' } }).data).toEqual({ node: { id: '1', label: null } })
})

test('what a type demands is demanded of the interface that it implements', async () => {
  expect(await cutOf(types, '{ pinned { title node { id } } }')).toEqual(['pinned.node'])
  expect(await cutOf(types, '{ pinned { title node { __typename } } }')).toEqual(['pinned.node'])
  expect(await cutOf(types, '{ pinned { title node { id } } }', ['orders:read'])).toEqual([])
})

test('an interface inside an object of a known type takes what that type demands', async () => {
  const query = '{ orders { total ...Common } } fragment Common on Node { id label }'
  expect(await cutOf(fields, query)).toEqual(['orders.@.label'])
  expect(await cutOf(fields, query, ['orders:read'])).toEqual([])
})

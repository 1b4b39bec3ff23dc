import { expect, test } from 'vitest'
import { authoriser, engineOf, outcomeOf, someone } from './fixture.ts'

const engine = engineOf(`
  type Query {
    me: Customer
    orders: [Order!]! @requiresScopes(scopes: [["orders:read", "console:read"], ["orders:all"]])
    products: [Product!]
    node(id: ID!): Named
    anything: [Anything!]
    colour: Colour
    secret: Secret
    reports: Report @policy(policies: [["auditor", "weekday"], ["ADMIN"]])
  }
  type Mutation @authenticated { rename(name: String!): Customer, remove: Boolean }
  interface Named { name: String! }
  type Customer implements Named { name: String!, email: String @authenticated, points: Int! @authenticated, friends: [Customer!] }
  type Order @authenticated { id: ID!, total: Int, note: String @requiresScopes(scopes: [["orders:notes"]]) }
  type Product implements Named { name: String!, cost: Int @requiresScopes(scopes: [["costs:read"]]), orders: [Order!] }
  union Anything = Product | Order
  enum Colour @authenticated { RED }
  scalar Secret @requiresScopes(scopes: [["secrets:read"]])
  type Report { text: String }`)

const authorise = authoriser()
const outcome = (source: string, ...who: Parameters<typeof someone>) =>
  outcomeOf(authorise, engine, source, who.length > 0 ? someone(...who) : null)
const anonymous = (source: string) => outcomeOf(authorise, engine, source, null)

test('an operation that asks for nothing special is executed as it is', async () => {
  expect(await anonymous('{ me { name } }')).toMatchObject({ left: '{ me { name } }', cut: [] })
})

test('@authenticated: without a token the field is cut, and null stands in its place', async () => {
  const { left, cut, complete } = await anonymous('{ me { name email } }')
  expect(left).toBe('{ me { name cut_email: __typename } }')
  expect(cut).toEqual(['me.email'])
  expect(complete({ me: { name: 'Ada', cut_email: 'Customer' } })).toMatchObject({
    data: { me: { name: 'Ada', email: null } },
    errors: [{ path: ['me', 'email'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
  })
  expect((await outcome('{ me { name email } }', [])).cut).toEqual([])
})

test('@requiresScopes: all scopes of any one alternative', async () => {
  const query = '{ me { name } orders { id } }'
  expect((await outcome(query, ['orders:read'])).cut).toEqual(['orders'])
  expect((await outcome(query, ['orders:read', 'console:read'])).cut).toEqual([])
  expect((await outcome(query, ['orders:all'])).cut).toEqual([])
})

test('@policy: all policies of any one alternative, as the evaluator says; by default scopes and roles of that name', async () => {
  const query = '{ me { name } reports { text } }'
  expect((await anonymous(query)).cut).toEqual(['reports'])
  expect((await outcome(query, ['auditor'])).cut).toEqual(['reports'])
  expect((await outcome(query, ['auditor', 'weekday'])).cut).toEqual([])
  expect((await outcome(query, [], ['ADMIN'])).cut).toEqual([])
})

test('@policy: the evaluator is asked once for all policies of the operation, and only where there are any', async () => {
  const asked: unknown[] = []
  const counting = authoriser({
    policies: (policies, viewer) => {
      asked.push([policies, viewer])
      return new Set(['auditor', 'weekday'])
    },
  })
  await outcomeOf(counting, engine, '{ me { name email } }')
  expect(asked).toEqual([])
  const { cut } = await outcomeOf(counting, engine, '{ a: reports { text } b: reports { text } }')
  expect(cut).toEqual([])
  expect(asked).toEqual([[['auditor', 'weekday', 'ADMIN'], null]])
})

test('@policy: an evaluator that fails satisfies nothing', async () => {
  const broken = authoriser({ policies: () => Promise.reject(new Error('the policy server is down')) })
  expect((await outcomeOf(broken, engine, '{ me { name } reports { text } }')).cut).toEqual(['reports'])
})

test('a field that returns a type, an enum or a scalar which demands something is cut', async () => {
  const query = '{ me { name } products { name orders { id } } colour secret }'
  expect((await anonymous(query)).cut).toEqual(['products.@.orders', 'colour', 'secret'])
  expect((await outcome(query, [])).cut).toEqual(['secret'])
})

test('fields of a root type that demands something are cut', async () => {
  expect(await anonymous('mutation { rename(name: "x") { name } remove }')).toMatchObject({ left: null })
})

test('in fragments of both kinds, wherever they are spread, each place is named', async () => {
  const query = `query ($no: Boolean!) { me { ...F friends { ...F } ... on Customer @skip(if: $no) { points } } }
    fragment F on Customer { name email }`
  const { left, cut } = await anonymous(query)
  expect(cut).toEqual(['me.email', 'me.friends.@.email', 'me.points'])
  expect(left).not.toMatch(/\b(email|points)\b/)
  expect(left).toMatch('... on Customer @skip(if: $no) { cut_points: __typename }')
})

test('members of a union are judged by the type of their fragment', async () => {
  const query = '{ anything { ... on Product { name } ... on Order { id } } }'
  const { cut, complete } = await anonymous(query)
  expect(cut).toEqual(['anything.@.id'])
  expect(complete({ anything: [{ name: 'Kettle' }] }).data).toEqual({ anything: [{ name: 'Kettle' }] })
  // `id` is never null, so nothing may be left of the order; nor of a list that has no nulls.
  expect(complete({ anything: [{ name: 'Kettle' }, { cut_id: 'Order' }] }).data).toEqual({ anything: null })
})

test('an alias that the stand-in would be called by is left alone', async () => {
  const { left, complete } = await anonymous('{ me { cut_email: name email } }')
  expect(left).toBe('{ me { cut_email: name cut__email: __typename } }')
  expect(complete({ me: { cut_email: 'Ada', cut__email: 'Customer' } }).data).toEqual({
    me: { cut_email: 'Ada', email: null },
  })
})

test('null goes up to the first place that may be null', async () => {
  const { complete } = await anonymous('{ me { name points friends { name points } } }')
  expect(complete({ me: { name: 'Ada', cut_points: 'Customer', friends: [] } }).data).toEqual({ me: null })
  const inner = await anonymous('{ me { name friends { name points } } }')
  expect(
    inner.complete({ me: { name: 'Ada', friends: [{ name: 'Bob', cut_points: 'Customer' }] } }).data,
  ).toEqual({ me: { name: 'Ada', friends: null } })
  expect((await anonymous('{ me { name } orders { id } }')).complete({ cut_orders: 'Query' }).data).toBeNull()
})

test('variables that only what was cut has used are not sent on', async () => {
  const { left } = await outcomeOf(
    authorise,
    engineOf(`type Query { open(a: Int): Int, closed(b: Int): Int @authenticated }`),
    'query Q($a: Int, $b: Int, $c: Boolean!) { open(a: $a) closed(b: $b) @include(if: $c) }',
  )
  expect(left).toBe('query Q($a: Int, $c: Boolean!) { open(a: $a) cut_closed: __typename @include(if: $c) }')
})

test('an operation of which nothing is left is refused as a whole', async () => {
  const { left, complete } = await anonymous('{ me { __typename email } }')
  expect(left).toBeNull()
  expect(complete({})).toEqual({
    errors: [
      expect.objectContaining({
        path: ['me', 'email'],
        extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', http: { status: 401, spec: true } },
      }),
    ],
  })
})

test('an operation of which anything is cut is refused as a whole where that is wanted', async () => {
  const strict = authoriser({ rejectUnauthorised: true })
  expect((await outcomeOf(strict, engine, '{ me { name email } }')).left).toBeNull()
  expect((await outcomeOf(strict, engine, '{ me { name email } }', someone())).left).not.toBeNull()
})

test('whoever may see the same of a document shares what is left of it, and nobody else', async () => {
  const { parse } = await import('graphql')
  const source = '{ me { name email } orders { id note } }'
  const operation = { engine, document: parse(source), source, hash: 'h', operationName: undefined }
  const left = async (viewer: ReturnType<typeof someone> | null) => {
    const authorised = await authorise({ ...operation, viewer })
    return authorised.outcome === 'execute' ? authorised.operation : null
  }
  const first = await left(someone(['orders:all']))
  expect(await left(someone(['orders:all', 'more']))).toBe(first)
  const other = await left(someone())
  expect(other).not.toBe(first)
  expect(new Set([first?.hash, other?.hash, operation.hash]).size).toBe(3)
  const everything = await left(someone(['orders:all', 'orders:notes']))
  expect(everything?.document).toBe(operation.document)
})

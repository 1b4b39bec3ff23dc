import { randomUUID } from 'node:crypto'
import { errorsOf } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  admin,
  password,
  startIdentity,
  type TestError,
  type TestIdentity,
  type TestSession,
} from './identity.ts'

let identity: TestIdentity
let chief: TestSession
beforeAll(async () => {
  identity = await startIdentity()
  chief = await identity.signInAdmin()
})
afterAll(() => identity.stop())

const document = /* GraphQL */ `
  mutation ($input: SetRolesInput!) {
    payload: setRoles(input: $input) {
      customer {
        id
        roles
      }
      errors {
        __typename
        ... on UserError {
          message
          path
        }
      }
    }
  }
`
interface Payload {
  customer: { id: string; roles: string[] } | null
  errors: TestError[]
}

const send = (by: TestSession, customerId: string, roles: unknown[]) =>
  identity
    .client(by.accessToken)
    .request<{ payload: Payload }>(document, { input: { customerId, roles } })
    .then(({ payload }) => payload)

async function newAdmin(): Promise<TestSession> {
  const { customer } = await identity.newCustomer()
  await send(chief, customer.id, ['ADMIN'])
  const { session } = await identity.signIn(customer.email, password)
  return session!
}

const claimsOf = ({ accessToken }: TestSession): { roles: string[]; scope: string } =>
  JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())

test('gives a customer roles, and the scopes that go with them from the next refresh on', async () => {
  const session = await identity.newCustomer()
  expect(claimsOf(session)).toMatchObject({ roles: ['CUSTOMER'], scope: '' })
  const { customer, errors } = await send(chief, session.customer.id, ['STAFF', 'CUSTOMER', 'STAFF'])
  expect(errors).toEqual([])
  expect(customer).toEqual({ id: session.customer.id, roles: ['STAFF', 'CUSTOMER'] })

  const { session: refreshed } = await identity.refresh(session.refreshToken)
  expect(claimsOf(refreshed!).scope.split(' ')).toContain('customers:read')
  expect(claimsOf(refreshed!).scope).not.toContain('roles:write')
})

test('takes scopes away at the next refresh', async () => {
  const session = await newAdmin()
  expect(claimsOf(session).scope).toContain('roles:write')
  await send(chief, session.customer.id, ['CUSTOMER'])
  const { session: refreshed } = await identity.refresh(session.refreshToken)
  expect(claimsOf(refreshed!)).toMatchObject({ roles: ['CUSTOMER'], scope: '' })
})

test('does not let a former administrator use an access token that still says otherwise', async () => {
  const former = await newAdmin()
  await send(chief, former.customer.id, ['CUSTOMER'])
  const [error] = await errorsOf(send(former, former.customer.id, ['ADMIN']))
  expect(error?.extensions).toMatchObject({ code: 'FORBIDDEN' })
})

test('does not demote the last administrator', async () => {
  const { customer, errors } = await send(chief, chief.customer.id, ['STAFF'])
  expect(customer).toBeNull()
  expect(errors).toMatchObject([{ __typename: 'LastAdminError', path: ['roles'] }])
  expect((await send(chief, chief.customer.id, ['ADMIN', 'STAFF'])).errors).toEqual([])
})

test('leaves one administrator when all demote each other at once', async () => {
  const admins = [chief, await newAdmin(), await newAdmin(), await newAdmin()]
  const demote = (index: number) =>
    send(admins[index]!, admins[(index + 1) % admins.length]!.customer.id, ['CUSTOMER']).catch(() => null)
  await Promise.all(admins.map((_admin, index) => demote(index)))
  const { rows } = await identity.database.pool.query<{ id: string }>(
    `SELECT id FROM customer WHERE 'ADMIN' = ANY (roles)`,
  )
  expect(rows.length).toBeGreaterThanOrEqual(1)

  const survivor = admins.find(({ customer }) => customer.id === rows[0]?.id)!
  for (const { customer } of admins) {
    if (customer.id !== survivor.customer.id) await send(survivor, customer.id, ['CUSTOMER'])
  }
  if (survivor !== chief) {
    await send(survivor, chief.customer.id, ['ADMIN'])
    await send(chief, survivor.customer.id, ['CUSTOMER'])
  }
  chief = await identity.signInAdmin()
  expect(chief.customer.email).toBe(admin.email)
})

test.each([randomUUID(), 'x', '', 'x'.repeat(100_000)])('knows no customer %j', async (id) => {
  const { customer, errors } = await send(chief, id, ['STAFF'])
  expect(customer).toBeNull()
  expect(errors).toMatchObject([{ __typename: 'CustomerNotFoundError', path: ['customerId'] }])
})

test.each([[[]], [Array.from({ length: 1_000 }, () => 'STAFF')]])(
  'refuses a list of roles that is none',
  async (roles) => {
    const { errors } = await send(chief, chief.customer.id, roles)
    expect(errors).toMatchObject([{ __typename: 'InvalidInputError', path: ['roles'] }])
  },
)

test.each(['OWNER', 'admin', 1, null])('refuses the role %j', async (role) => {
  const [error] = await errorsOf(send(chief, chief.customer.id, [role]))
  expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
})

test('is for administrators alone', async () => {
  const customer = await identity.newCustomer()
  const [refused] = await errorsOf(send(customer, customer.customer.id, ['ADMIN']))
  expect(refused?.extensions).toMatchObject({ code: 'FORBIDDEN' })

  await send(chief, customer.customer.id, ['STAFF'])
  const { session: staff } = await identity.refresh(customer.refreshToken)
  const [alsoRefused] = await errorsOf(send(staff!, customer.customer.id, ['ADMIN']))
  expect(alsoRefused?.extensions).toMatchObject({ code: 'FORBIDDEN' })

  const input = { customerId: customer.customer.id, roles: ['ADMIN'] }
  const [visitor] = await errorsOf(identity.client().request(document, { input }))
  expect(visitor?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
})

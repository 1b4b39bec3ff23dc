import { eventually } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { password, startIdentity, type TestIdentity } from './identity.ts'

let identity: TestIdentity
beforeAll(async () => {
  identity = await startIdentity()
})
afterAll(() => identity.stop())

test('opens an account and signs its owner in', async () => {
  const { session, errors } = await identity.signUp({
    email: ' Anna@Example.com ',
    password,
    name: ' Anna Berg ',
  })
  expect(errors).toEqual([])
  expect(session?.customer).toEqual({
    id: expect.any(String),
    email: 'anna@example.com',
    name: 'Anna Berg',
    roles: ['CUSTOMER'],
  })
  const { me } = await identity
    .client(session?.accessToken)
    .request<{ me: object }>('{ me { email name createdAt addresses { id } defaultAddress { id } } }')
  expect(me).toEqual({
    email: 'anna@example.com',
    name: 'Anna Berg',
    createdAt: expect.stringMatching(/Z$/),
    addresses: [],
    defaultAddress: null,
  })
})

test('keeps the password as nothing but an Argon2id hash', async () => {
  const { customer } = await identity.newCustomer()
  const { rows } = await identity.database.pool.query('SELECT * FROM customer WHERE id = $1', [customer.id])
  expect(JSON.stringify(rows)).not.toContain(password)
  expect(rows[0].password_hash).toMatch(/^\$argon2id\$/)
})

test('tells the world that somebody registered', async () => {
  const { customer } = await identity.newCustomer()
  const { rows } = await identity.database.pool.query('SELECT * FROM outbox_event WHERE subject = $1', [
    customer.id,
  ])
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({
    type: 'identity.customer.registered.v1',
    sequence: 1,
    data: { customerId: customer.id, email: customer.email, name: 'Anna Berg' },
  })
  await eventually(async () => {
    const sent = await identity.database.pool.query('SELECT sent_at FROM outbox_event WHERE id = $1', [
      rows[0].id,
    ])
    expect(sent.rows[0].sent_at).not.toBeNull()
  })
})

test('refuses an e-mail address that is in use, however it is written', async () => {
  const { customer } = await identity.newCustomer()
  const { session, errors } = await identity.signUp({ email: customer.email.toUpperCase() })
  expect(session).toBeNull()
  expect(errors).toEqual([
    { __typename: 'EmailInUseError', message: expect.stringContaining('sign in'), path: ['email'] },
  ])
})

test('lets one of two win who sign up with the same address at once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => identity.signUp({ email: 'race@example.com' })),
  )
  expect(answers.filter(({ session }) => session !== null)).toHaveLength(1)
  const errors = answers.flatMap((answer) => answer.errors.map((error) => error.__typename))
  expect(errors).toEqual(Array.from({ length: 5 }, () => 'EmailInUseError'))
  const { rows } = await identity.database.pool.query(
    `SELECT count(*)::int AS events FROM outbox_event WHERE data->>'email' = 'race@example.com'`,
  )
  expect(rows[0].events).toBe(1)
})

test.each([
  ['too short', 'short'],
  ['too long', 'x'.repeat(201)],
  ['the e-mail address', 'Someone@example.com'],
])('refuses a password that is %s', async (_what, typed) => {
  const { session, errors } = await identity.signUp({ email: 'someone@example.com', password: typed })
  expect(session).toBeNull()
  expect(errors).toEqual([
    { __typename: 'PasswordPolicyError', message: expect.stringMatching(/\.$/), path: ['password'] },
  ])
})

test.each([
  ['an e-mail address that is none', { email: 'anna' }, 'email'],
  ['a huge e-mail address', { email: `${'a'.repeat(1_000_000)}@example.com` }, 'email'],
  ['a huge password', { password: 'x'.repeat(1_000_000) }, 'password'],
  ['a blank name', { name: '  ' }, 'name'],
  ['a huge name', { name: 'x'.repeat(1_000_000) }, 'name'],
  ['a name of two lines', { name: 'Anna\nBerg' }, 'name'],
  ['a name with a NUL', { name: 'Anna\u0000' }, 'name'],
  ['a name with half a character', { name: 'Anna \ud83d' }, 'name'],
])('refuses %s', async (_what, input, field) => {
  const { session, errors } = await identity.signUp(input)
  expect(session).toBeNull()
  expect(errors).toMatchObject([{ __typename: 'InvalidInputError', path: [field] }])
})

test('names every fault of an input at once', async () => {
  const { errors } = await identity.signUp({ email: 'anna', name: '' })
  expect(errors.map((error) => error.path)).toEqual([['email'], ['name']])
})

test.each([
  ['a number for an e-mail address', { email: 5, password, name: 'Anna' }],
  ['null for a name', { email: 'a@example.com', password, name: null }],
  ['a list for a password', { email: 'a@example.com', password: [password, password], name: 'Anna' }],
  ['an unknown field', { email: 'a@example.com', password, name: 'Anna', roles: ['ADMIN'] }],
])('refuses %s before looking at it', async (_what, input) => {
  const response = await identity
    .client()
    .rawRequest('mutation ($input: SignUpInput!) { signUp(input: $input) { session { accessToken } } }', {
      input,
    })
    .catch((error: { response: { errors: { extensions: object }[] } }) => error.response)
  expect(response.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
})

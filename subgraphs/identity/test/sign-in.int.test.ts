import { afterAll, beforeAll, expect, test } from 'vitest'
import { FIRST_PAUSE, FREE_FAILURES } from '../domain/throttle.ts'
import { password, startIdentity, type TestIdentity } from './identity.ts'

let identity: TestIdentity
beforeAll(async () => {
  identity = await startIdentity()
})
afterAll(() => identity.stop())

const guess = (email: string, times: number) =>
  Promise.all(Array.from({ length: times }, () => identity.signIn(email, 'a wrong password')))
const outcomesOf = (answers: Awaited<ReturnType<typeof guess>>): string[] =>
  answers.map(({ errors }) => errors[0]?.__typename ?? 'signed in')

test('signs in with e-mail address and password', async () => {
  const { customer } = await identity.newCustomer()
  const { session, errors } = await identity.signIn(` ${customer.email.toUpperCase()}`, password)
  expect(errors).toEqual([])
  expect(session?.customer).toEqual(customer)
  const { me } = await identity.client(session?.accessToken).request<{ me: object }>('{ me { id } }')
  expect(me).toEqual({ id: customer.id })
})

test('gives tokens that last ten minutes and thirty days', async () => {
  const session = await identity.newCustomer()
  const minutes = (instant: string): number => Math.round((Date.parse(instant) - Date.now()) / 60_000)
  expect(minutes(session.accessTokenExpiresAt)).toBe(10)
  expect(minutes(session.refreshTokenExpiresAt)).toBe(30 * 24 * 60)
})

test('takes a password typed on another keyboard', async () => {
  const { session } = await identity.signUp({ password: 'pässword-åäö' })
  const again = await identity.signIn(session?.customer.email ?? '', 'pässword-åäö'.normalize('NFD'))
  expect(again.errors).toEqual([])
})

test('answers a wrong password and an unknown e-mail address with the same words', async () => {
  const { customer } = await identity.newCustomer()
  const wrong = await identity.signIn(customer.email, 'a wrong password')
  const unknown = await identity.signIn('nobody@example.com', 'a wrong password')
  expect(wrong).toEqual(unknown)
  expect(wrong).toMatchObject({
    session: null,
    errors: [{ __typename: 'InvalidCredentialsError', path: null }],
  })
})

test.each([
  ['an e-mail address that is none', 'anna', 'a wrong password', 'email'],
  ['a huge e-mail address', 'a@'.repeat(500_000), 'a wrong password', 'email'],
  ['a huge password', 'anna@example.com', 'x'.repeat(1_000_000), 'password'],
])('refuses %s', async (_what, email, typed, field) => {
  const { errors } = await identity.signIn(email, typed)
  expect(errors).toMatchObject([{ __typename: 'InvalidInputError', path: [field] }])
})

test('pauses an account after ten wrong passwords in a row, even for the right one, then looks again', async () => {
  const { customer } = await identity.newCustomer()
  expect(new Set(outcomesOf(await guess(customer.email, FREE_FAILURES)))).toEqual(
    new Set(['InvalidCredentialsError']),
  )
  const { errors } = await identity.signIn(customer.email, password)
  expect(errors).toMatchObject([{ __typename: 'TooManyAttemptsError', message: expect.any(String) }])
  const pause = Date.parse(errors[0]?.retryAt ?? '') - identity.clock().getTime()
  expect(pause).toBeGreaterThan(FIRST_PAUSE - 10_000)
  expect(pause).toBeLessThanOrEqual(FIRST_PAUSE)

  identity.advance(FIRST_PAUSE)
  expect((await identity.signIn(customer.email, password)).errors).toEqual([])
})

test('counts guesses sent all at once like those sent one by one', async () => {
  const { customer } = await identity.newCustomer()
  const outcomes = outcomesOf(await guess(customer.email, FREE_FAILURES + 6))
  expect(outcomes.filter((outcome) => outcome === 'InvalidCredentialsError')).toHaveLength(FREE_FAILURES)
  expect(outcomes.filter((outcome) => outcome === 'TooManyAttemptsError')).toHaveLength(6)
})

test('pauses an unknown e-mail address just the same', async () => {
  const outcomes = outcomesOf(await guess('stranger@example.com', FREE_FAILURES + 1))
  expect(outcomes.filter((outcome) => outcome === 'TooManyAttemptsError')).toHaveLength(1)
})

test('forgets wrong passwords once the right one was given', async () => {
  const { customer } = await identity.newCustomer()
  for (let round = 0; round < 3; round++) {
    await guess(customer.email, FREE_FAILURES - 1)
    expect((await identity.signIn(customer.email, password)).errors).toEqual([])
  }
})

test('keeps no e-mail address that somebody merely typed', async () => {
  await identity.signIn('typed@example.com', 'a wrong password')
  const { rows } = await identity.database.pool.query<{ key: string }>('SELECT key FROM password_attempt')
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.filter(({ key }) => !/^(email:[0-9a-f]{64}|account:[0-9a-f-]{36})$/.test(key))).toEqual([])
})

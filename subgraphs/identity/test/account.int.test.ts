import { errorsOf } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FREE_FAILURES } from '../domain/throttle.ts'
import { password, startIdentity, type TestError, type TestIdentity, type TestSession } from './identity.ts'

let identity: TestIdentity
beforeAll(async () => {
  identity = await startIdentity()
})
afterAll(() => identity.stop())

interface Payload {
  payload: { customer: { id: string; name: string } | null; errors: TestError[] }
}

async function updateProfile(session: TestSession, input: object): Promise<Payload['payload']> {
  const document = /* GraphQL */ `
    mutation ($input: UpdateProfileInput!) {
      payload: updateProfile(input: $input) {
        customer {
          id
          name
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
  const { payload } = await identity.client(session.accessToken).request<Payload>(document, { input })
  return payload
}

async function changePassword(
  session: TestSession,
  currentPassword: string,
  newPassword: string,
): Promise<Payload['payload']> {
  const document = /* GraphQL */ `
    mutation ($input: ChangePasswordInput!) {
      payload: changePassword(input: $input) {
        customer {
          id
          name
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
  const input = { currentPassword, newPassword }
  const { payload } = await identity.client(session.accessToken).request<Payload>(document, { input })
  return payload
}

const canRefresh = async (session: TestSession | null): Promise<boolean> =>
  (await identity.refresh(session?.refreshToken ?? '')).session !== null

test('changes the name', async () => {
  const session = await identity.newCustomer()
  const { customer, errors } = await updateProfile(session, { name: ' Anna Lind ' })
  expect(errors).toEqual([])
  expect(customer).toEqual({ id: session.customer.id, name: 'Anna Lind' })
})

test('leaves what is absent as it is', async () => {
  const { customer } = await updateProfile(await identity.newCustomer(), {})
  expect(customer).toMatchObject({ name: 'Anna Berg' })
})

test.each([
  ['a blank name', { name: ' ' }],
  ['no name at all', { name: null }],
  ['a huge name', { name: 'x'.repeat(1_000_000) }],
])('refuses %s', async (_what, input) => {
  const { customer, errors } = await updateProfile(await identity.newCustomer(), input)
  expect(customer).toBeNull()
  expect(errors).toMatchObject([{ __typename: 'InvalidInputError', path: ['name'] }])
})

test('sets a new password, keeps this session and ends all others', async () => {
  const here = await identity.newCustomer()
  const { email } = here.customer
  const elsewhere = await identity.signIn(email, password)
  const { customer, errors } = await changePassword(here, password, 'another long password')
  expect(errors).toEqual([])
  expect(customer?.id).toBe(here.customer.id)
  expect(await canRefresh(elsewhere.session)).toBe(false)
  expect(await canRefresh(here)).toBe(true)
  expect((await identity.signIn(email, password)).errors[0]?.__typename).toBe('InvalidCredentialsError')
  expect((await identity.signIn(email, 'another long password')).errors).toEqual([])
})

test('refuses to change the password without the current one', async () => {
  const session = await identity.newCustomer()
  const { customer, errors } = await changePassword(session, 'a wrong password', 'another long password')
  expect(customer).toBeNull()
  expect(errors).toMatchObject([{ __typename: 'IncorrectPasswordError', path: ['currentPassword'] }])
  expect((await identity.signIn(session.customer.email, password)).errors).toEqual([])
})

test('refuses a new password against the policy', async () => {
  const session = await identity.newCustomer()
  for (const newPassword of ['short', 'x'.repeat(201), session.customer.email]) {
    const { errors } = await changePassword(session, password, newPassword)
    expect(errors).toMatchObject([{ __typename: 'PasswordPolicyError', path: ['newPassword'] }])
  }
})

test('pauses guessing the current password, and signing in with it', async () => {
  const session = await identity.newCustomer()
  const guesses = await Promise.all(
    Array.from({ length: FREE_FAILURES + 1 }, () =>
      changePassword(session, 'wrong wrong', 'another password'),
    ),
  )
  const outcomes = guesses.map(({ errors }) => errors[0]?.__typename)
  expect(outcomes.filter((outcome) => outcome === 'TooManyAttemptsError')).toHaveLength(1)
  const { errors } = await identity.signIn(session.customer.email, password)
  expect(errors).toMatchObject([{ __typename: 'TooManyAttemptsError' }])
})

test('lets one of two changes of password at once win', async () => {
  const session = await identity.newCustomer()
  const answers = await Promise.all(
    ['first new password', 'second new password'].map((next) => changePassword(session, password, next)),
  )
  expect(answers.filter(({ customer }) => customer !== null)).toHaveLength(1)
})

test('leaves no session behind that was opened with the old password during the change', async () => {
  for (let round = 0; round < 5; round++) {
    const here = await identity.newCustomer()
    const [changed, ...signedIn] = await Promise.all([
      changePassword(here, password, 'another long password'),
      ...Array.from({ length: 4 }, () => identity.signIn(here.customer.email, password)),
    ])
    expect(changed.errors).toEqual([])
    for (const { session } of signedIn) expect(await canRefresh(session)).toBe(false)
  }
})

test('asks a visitor to sign in', async () => {
  const [error] = await errorsOf(
    identity
      .client()
      .request(
        'mutation { changePassword(input: { currentPassword: "x", newPassword: "y" }) { errors { __typename } } }',
      ),
  )
  expect(error?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
})

import { errorsOf, eventually } from '@tradewind/testkit'
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSigningKeys } from '../data/signing-keys.ts'
import {
  ACCESS_TOKEN_LIFETIME,
  CLOCK_TOLERANCE,
  PUBLISHED_AHEAD,
  ROTATION_PERIOD,
} from '../domain/keyring.ts'
import { start } from '../main.ts'
import { startIdentity, type TestError, type TestIdentity, type TestSession } from './identity.ts'

let identity: TestIdentity
let chief: TestSession
beforeAll(async () => {
  identity = await startIdentity()
  chief = await identity.signInAdmin()
})
afterAll(() => identity.stop())

const replica = (secret = identity.environment.KEY_ENCRYPTION_SECRET) =>
  createSigningKeys({
    prisma: identity.database.prisma,
    secret,
    clock: identity.clock,
    newId: () => crypto.randomUUID(),
  })

const published = async (): Promise<JSONWebKeySet> =>
  (await (await fetch(identity.environment.JWKS_URL)).json()) as JSONWebKeySet
const publishedIds = async (): Promise<unknown[]> => (await published()).keys.map(({ kid }) => kid)

/** Whom a token speaks for, as anyone sees who reads the published keys now. */
async function verified({ accessToken }: TestSession): Promise<unknown> {
  const keys = createLocalJWKSet(await published())
  return (await jwtVerify(accessToken, keys, { issuer: 'tradewind', audience: 'tradewind' })).payload.sub
}

const kidOf = ({ accessToken }: TestSession): string =>
  JSON.parse(Buffer.from(accessToken.split('.')[0] ?? '', 'base64url').toString()).kid
const whoIs = ({ accessToken }: TestSession) => identity.client(accessToken).request('{ me { id } }')

interface Payload {
  signingKey: { id: string; createdAt: string; signsFrom: string } | null
  errors: (TestError & { signsFrom?: string })[]
}
const rotate = (by: TestSession, input = {}) =>
  identity
    .client(by.accessToken)
    .request<{ payload: Payload }>(
      /* GraphQL */ `
        mutation ($input: RotateSigningKeysInput!) {
          payload: rotateSigningKeys(input: $input) {
            signingKey {
              id
              createdAt
              signsFrom
            }
            errors {
              __typename
              ... on UserError {
                message
                path
              }
              ... on RotationUnderWayError {
                signsFrom
              }
            }
          }
        }
      `,
      { input },
    )
    .then(({ payload }) => payload)

test('is for administrators alone', async () => {
  const [customer] = await errorsOf(rotate(await identity.newCustomer()))
  expect(customer?.extensions).toMatchObject({ code: 'FORBIDDEN' })
  const [visitor] = await errorsOf(
    identity.client().request('mutation { rotateSigningKeys(input: {}) { errors { __typename } } }'),
  )
  expect(visitor?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
})

test('rotates by announcing the next key, letting it take over, and withdrawing the old one when its tokens are over', async () => {
  const old = await identity.newCustomer()
  const { signingKey } = await rotate(chief)
  const next = signingKey!.id
  expect(Date.parse(signingKey!.signsFrom) - Date.parse(signingKey!.createdAt)).toBe(PUBLISHED_AHEAD)

  expect(await publishedIds()).toEqual([kidOf(old), next])
  expect(kidOf(await identity.newCustomer())).toBe(kidOf(old))

  const again = await rotate(chief)
  expect(again).toMatchObject({
    signingKey: null,
    errors: [{ __typename: 'RotationUnderWayError', signsFrom: signingKey!.signsFrom }],
  })
  expect(await publishedIds()).toEqual([kidOf(old), next])

  identity.advance(PUBLISHED_AHEAD)
  const young = await identity.newCustomer()
  expect(kidOf(young)).toBe(next)
  expect(await verified(old)).toBe(old.customer.id)
  expect(await verified(young)).toBe(young.customer.id)
  // Verifiers ask for unknown keys at most every few seconds; a quarter of an hour has not really passed here.
  await eventually(async () => expect(await whoIs(young)).toEqual({ me: { id: young.customer.id } }), {
    timeout: 15_000,
  })
  expect(await whoIs(old)).toEqual({ me: { id: old.customer.id } })
  await replica().rotateWhenDue()
  expect(await publishedIds()).toEqual([kidOf(old), next])

  identity.advance(ACCESS_TOKEN_LIFETIME + CLOCK_TOLERANCE)
  expect(await publishedIds()).toEqual([next])
  await replica().rotateWhenDue()
  const { rows } = await identity.database.pool.query('SELECT id FROM signing_key')
  expect(rows).toEqual([{ id: next }])
})

test('withdraws a key that leaked at once', async () => {
  const before = await publishedIds()
  const { signingKey } = await rotate(chief, { withdrawOthers: true })
  expect(await publishedIds()).toEqual([signingKey!.id])
  expect(before).not.toContain(signingKey!.id)
  expect(kidOf(await identity.newCustomer())).toBe(signingKey!.id)
  await expect(verified(chief)).rejects.toThrow('no applicable key')
})

test('makes one key when several replicas find at once that it is time', async () => {
  const before = await publishedIds()
  identity.advance(ROTATION_PERIOD)
  await Promise.all(Array.from({ length: 6 }, () => replica().rotateWhenDue()))
  const after = await publishedIds()
  expect(after.filter((kid) => !before.includes(kid))).toHaveLength(1)
  await replica().rotateWhenDue()
  expect(await publishedIds()).toEqual(after)
})

test('seals the private keys in the database', async () => {
  const { rows } = await identity.database.pool.query<{ sealed_private: string }>('SELECT * FROM signing_key')
  for (const { sealed_private: sealed } of rows) {
    // The fixed beginning of an Ed25519 key in PKCS #8.
    const prefix = Buffer.from('302e020100300506032b6570', 'hex')
    expect(Buffer.from(sealed, 'base64url').includes(prefix)).toBe(false)
  }
})

test('does not start, and says why, with another secret than the keys are sealed with', async () => {
  const environment = {
    ...identity.environment,
    PORT: 0,
    KEY_ENCRYPTION_SECRET: 'another secret of 32 characters!',
  }
  await expect(start(environment)).rejects.toThrow('KEY_ENCRYPTION_SECRET')
})

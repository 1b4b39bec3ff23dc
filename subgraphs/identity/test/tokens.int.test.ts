import { createSecretKey, randomUUID } from 'node:crypto'
import { errorsOf } from '@tradewind/testkit'
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ACCESS_TOKEN_LIFETIME } from '../domain/keyring.ts'
import { password, startIdentity, type TestIdentity, type TestSession } from './identity.ts'

let identity: TestIdentity
let session: TestSession
let published: JWK
beforeAll(async () => {
  identity = await startIdentity()
  session = await identity.newCustomer()
  const { keys } = (await (await fetch(identity.environment.JWKS_URL)).json()) as { keys: JWK[] }
  published = keys[0]!
})
afterAll(() => identity.stop())

const partsOf = (token: string): string[] => token.split('.')
const decode = (part: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString())
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** What a forger would want to say: an administrator, for a long time. */
const wished = () => ({
  sid: randomUUID(),
  roles: ['ADMIN'],
  scope: 'roles:write customers:read',
  iss: 'tradewind',
  aud: 'tradewind',
  sub: session.customer.id,
  exp: Math.floor(Date.now() / 1000) + 3600,
})

/** The code each of several requests with this token is answered with. */
async function answersTo(token: string): Promise<unknown[]> {
  const client = identity.client(token)
  const documents = ['{ me { id } }', '{ customers { nodes { id } } }', '{ __typename }']
  const errors = await Promise.all(documents.map((document) => errorsOf(client.request(document))))
  return errors.map(([error]) => error?.extensions?.['code'])
}
const refused = ['UNAUTHENTICATED', 'UNAUTHENTICATED', 'UNAUTHENTICATED']

test('issues exactly the claims that the others rely on', () => {
  const [header = '', payload = ''] = partsOf(session.accessToken)
  expect(decode(header)).toEqual({ alg: 'EdDSA', kid: published.kid, typ: 'JWT' })
  const claims = decode(payload)
  expect(claims).toEqual({
    iss: 'tradewind',
    aud: 'tradewind',
    sub: session.customer.id,
    sid: expect.any(String),
    roles: ['CUSTOMER'],
    scope: '',
    iat: expect.any(Number),
    exp: expect.any(Number),
  })
  expect(Number(claims['exp']) - Number(claims['iat'])).toBe(ACCESS_TOKEN_LIFETIME / 1000)
  expect(Number(claims['exp']) * 1000).toBe(Date.parse(session.accessTokenExpiresAt))
})

test('refuses a token without a signature (alg none)', async () => {
  expect(await answersTo(`${encode({ alg: 'none', typ: 'JWT' })}.${encode(wished())}.`)).toEqual(refused)
  expect(
    await answersTo(
      `${encode({ alg: 'none', kid: published.kid })}.${encode(wished())}.${partsOf(session.accessToken)[2]}`,
    ),
  ).toEqual(refused)
})

test('refuses a token signed with HMAC and the public key as its secret', async () => {
  const secrets = [published.x!, JSON.stringify(published), Buffer.from(published.x!, 'base64url')]
  for (const secret of secrets) {
    const token = await new SignJWT(wished())
      .setProtectedHeader({ alg: 'HS256', kid: published.kid! })
      .sign(createSecretKey(Buffer.from(secret)))
    expect(await answersTo(token)).toEqual(refused)
  }
})

test('refuses a token signed with another key, whatever it calls or encloses', async () => {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const jwk = await exportJWK(publicKey)
  for (const header of [{ kid: published.kid! }, {}, { kid: randomUUID() }, { kid: published.kid!, jwk }]) {
    expect(
      await answersTo(
        await new SignJWT(wished()).setProtectedHeader({ alg: 'EdDSA', ...header }).sign(privateKey),
      ),
    ).toEqual(refused)
  }
})

test('refuses a token with changed claims or another signature', async () => {
  const [header = '', payload = '', signature = ''] = partsOf(session.accessToken)
  expect(
    await answersTo(
      `${header}.${encode({ ...decode(payload), roles: ['ADMIN'], scope: 'customers:read' })}.${signature}`,
    ),
  ).toEqual(refused)
  const other = await identity.newCustomer()
  expect(await answersTo(`${header}.${payload}.${partsOf(other.accessToken)[2]}`)).toEqual(refused)
})

test('refuses a token that has expired', async () => {
  identity.advance(-ACCESS_TOKEN_LIFETIME - 60_000)
  const { session: old } = await identity.signIn(session.customer.email, password)
  identity.advance(ACCESS_TOKEN_LIFETIME + 60_000)
  expect(await answersTo(old!.accessToken)).toEqual(refused)
})

test.each(['', 'x', 'a.b.c', 'x'.repeat(100_000), '..', 'null'])(
  'refuses what is no token: %j',
  async (token) => {
    const response = await fetch(`${identity.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token.slice(0, 10_000)}` },
      body: '{"query":"{ me { id } }"}',
    })
    expect([401, 403]).toContain(response.status)
  },
)

test('answers nobody but the router, whatever token they hold', async () => {
  const response = await fetch(`${identity.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${session.accessToken}` },
    body: '{"query":"{ me { id } }"}',
  })
  expect(response.status).toBe(403)
})

test('publishes its public key and nothing of the private one', async () => {
  const response = await fetch(identity.environment.JWKS_URL)
  expect(response.headers.get('cache-control')).toMatch(/^public, max-age=\d+/)
  const { keys } = (await response.json()) as { keys: JWK[] }
  expect(keys).toEqual([
    { kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: expect.any(String), alg: 'EdDSA', use: 'sig' },
  ])
  await expect(importJWK(keys[0]!, 'EdDSA')).resolves.toBeDefined()
})

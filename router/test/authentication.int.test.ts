import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startShop, type Answered, type Shop } from './fixtures/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await startShop()
})
afterAll(() => shop.stop())

const claims = { sid: crypto.randomUUID(), roles: ['ADMIN'], scope: 'catalog:write' }
const as = (authorization: string): Promise<Answered> => shop.query('{ locations }', {}, { authorization })

function complete<Token extends SignJWT | UnsecuredJWT>(token: Token): Token {
  return token
    .setSubject(crypto.randomUUID())
    .setIssuer(shop.issuer.issuer)
    .setAudience('tradewind')
    .setExpirationTime('10m') as Token
}

/** What became of a request with this header, and how many requests to the subgraph it caused. */
async function outcome(authorization: string): Promise<object> {
  const before = shop.stock.received.length
  const { status, headers, data, errors } = await as(authorization)
  const codes = errors?.map(({ extensions }) => extensions?.['code'])
  return {
    status,
    challenge: headers.get('www-authenticate'),
    data,
    codes,
    passed: shop.stock.received.length - before,
  }
}

const refused = {
  status: 401,
  challenge: 'Bearer error="invalid_token"',
  data: undefined,
  codes: ['UNAUTHENTICATED'],
  passed: 0,
}

test('a valid token passes, and so does none at all', async () => {
  expect((await as(`Bearer ${await shop.issuer.sign()}`)).data).toEqual({ locations: ['Bremen', 'Porto'] })
  expect((await shop.query('{ locations }')).data).toEqual({ locations: ['Bremen', 'Porto'] })
})

test('an expired token refuses the whole request and says so', async () => {
  const token = await shop.issuer.sign({}, { expiresIn: '-1m' })
  expect(await outcome(`Bearer ${token}`)).toEqual(refused)
  expect((await as(`Bearer ${token}`)).errors?.[0]?.message).toMatch(/expired/)
})

test('a token of another issuer, or for another audience, is refused', async () => {
  expect(await outcome(`Bearer ${await shop.issuer.sign({}, { issuer: 'elsewhere' })}`)).toEqual(refused)
  expect(await outcome(`Bearer ${await shop.issuer.sign({}, { audience: 'another-api' })}`)).toEqual(refused)
})

test('a token signed with a key of the forger is refused, with or without the key id of ours', async () => {
  const { privateKey } = await generateKeyPair('EdDSA')
  const genuine = await shop.issuer.sign()
  const { kid } = JSON.parse(Buffer.from(String(genuine.split('.')[0]), 'base64url').toString())
  for (const header of [{ alg: 'EdDSA', kid }, { alg: 'EdDSA', kid: 'mine' }, { alg: 'EdDSA' }]) {
    const token = await complete(new SignJWT(claims)).setProtectedHeader(header).sign(privateKey)
    expect(await outcome(`Bearer ${token}`)).toEqual(refused)
  }
})

test('a token with "alg": "none" is refused', async () => {
  expect(await outcome(`Bearer ${complete(new UnsecuredJWT(claims)).encode()}`)).toEqual(refused)
})

test('a token signed with the public key as if it were a secret (HS256) is refused', async () => {
  const { keys } = (await (await fetch(shop.issuer.jwksUrl)).json()) as { keys: { x: string; kid: string }[] }
  const secret = Buffer.from(String(keys[0]?.x), 'base64url')
  const token = await complete(new SignJWT(claims))
    .setProtectedHeader({ alg: 'HS256', kid: keys[0]?.kid })
    .sign(secret)
  expect(await outcome(`Bearer ${token}`)).toEqual(refused)
})

test('a token whose claims were changed is refused', async () => {
  const [header, payload, signature] = (await shop.issuer.sign()).split('.')
  const changed = { ...JSON.parse(Buffer.from(String(payload), 'base64url').toString()), roles: ['ADMIN'] }
  const forged = `${header}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${signature}`
  expect(await outcome(`Bearer ${forged}`)).toEqual(refused)
})

test.each(['Bearer', 'Bearer ', 'Basic dTpw', 'Bearer a b', `Bearer ${'x'.repeat(8_000)}`, 'undefined'])(
  'the header %j is refused',
  async (authorization) => {
    expect(await outcome(authorization)).toEqual(refused)
  },
)

test('keys that cannot be had are our fault, not the client’s', async () => {
  const lonely = await startShop({ JWKS_URL: 'http://127.0.0.1:9/jwks.json' })
  try {
    const { status, errors } = await lonely.query(
      '{ locations }',
      {},
      {
        authorization: `Bearer ${await lonely.issuer.sign()}`,
      },
    )
    expect(status).toBe(503)
    expect(errors?.[0]?.extensions).toEqual({ code: 'AUTHENTICATION_UNAVAILABLE' })
    expect((await lonely.query('{ locations }')).status).toBe(200)
  } finally {
    await lonely.stop()
  }
})

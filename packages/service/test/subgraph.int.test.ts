import { randomBytes } from 'node:crypto'
import {
  createTokenIssuer,
  errorsOf,
  subgraphClient,
  type TestViewer,
  type TokenIssuer,
} from '@tradewind/testkit'
import { GraphQLError } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requireViewer, type RequestContext, type Running } from '../index.ts'
import { startSample } from './sample.ts'

const sdl = /* GraphQL */ `
  extend schema
    @link(
      url: "https://specs.apollo.dev/federation/v2.11"
      import: ["@key", "@authenticated", "@requiresScopes"]
    )
  type Query {
    open: String
    signedIn: String @authenticated
    staff: String @requiresScopes(scopes: [["orders:read"], ["orders:write", "console:read"]])
    secret: Secret
    broken: String
    refused: String
    whoami: String
    boxes: [Box!]!
  }
  type Box {
    boxes: [Box!]!
  }
  type Secret @requiresScopes(scopes: [["orders:read"]]) {
    value: String
  }
`
const resolvers = {
  Query: {
    open: () => 'open',
    signedIn: () => 'in',
    staff: () => 'staff',
    secret: () => ({ value: 'secret' }),
    broken: () => {
      throw new Error('password of the database is hunter2')
    },
    refused: () => {
      throw new GraphQLError('Not today.', { extensions: { code: 'NOT_TODAY' } })
    },
    whoami: (_: unknown, __: unknown, context: RequestContext) => requireViewer(context).id,
    boxes: () => hundredBoxes,
  },
  Box: { boxes: async () => hundredBoxes },
}
const hundredBoxes = Array.from({ length: 100 }, () => ({}))

let issuer: TokenIssuer
let running: Running
let healthy = true
const routerSecret = randomBytes(32).toString('hex')
const client = async (viewer?: TestViewer) =>
  subgraphClient({
    url: running.url,
    name: 'sample',
    routerSecret,
    ...(viewer && { token: await issuer.sign(viewer) }),
  })

beforeAll(async () => {
  issuer = await createTokenIssuer()
  running = await startSample({
    sdl,
    issuer,
    routerSecret,
    resolvers,
    context: (request) => request,
    health: {
      database: async () => {
        if (!healthy) throw new Error('down')
      },
    },
    routes: { '/hello': () => new Response('hello') },
  })
})
afterAll(async () => {
  await running.stop()
  await issuer.stop()
})

describe('a subgraph', () => {
  test('answers the router', async () => {
    expect(await (await client()).request('{ open }')).toEqual({ open: 'open' })
  })

  test.each(['/graphql', '/graphql/', '//graphql', '/'])(
    'refuses whoever is not the router at %s',
    async (at) => {
      const response = await fetch(`${running.url}${at}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{open}"}',
      })
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] })
    },
  )

  test("refuses a router's header that was made for another subgraph or with another secret", async () => {
    const other = subgraphClient({ url: running.url, name: 'other', routerSecret })
    const forged = subgraphClient({ url: running.url, name: 'sample', routerSecret: 'x'.repeat(64) })
    for (const wrong of [other, forged]) {
      expect((await errorsOf(wrong.request('{ open }')))[0]?.extensions).toEqual({ code: 'FORBIDDEN' })
    }
  })

  test('knows its viewer from the access token', async () => {
    const id = '01920000-0000-7000-8000-000000000001'
    expect(await (await client({ id })).request('{ whoami }')).toEqual({ whoami: id })
  })

  test.each([
    ['expired', { expiresIn: '-1m' }],
    ['of another issuer', { issuer: 'somebody' }],
    ['for another audience', { audience: 'somewhere' }],
  ])('refuses a token that is %s, and never falls back to anonymous', async (_, options) => {
    const token = await issuer.sign({}, options)
    const wrong = subgraphClient({ url: running.url, name: 'sample', routerSecret, token })
    expect((await errorsOf(wrong.request('{ open }')))[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' })
  })

  test('refuses an unsigned token', async () => {
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const token = `${encode({ alg: 'none' })}.${encode({ sub: 'x', exp: 9_999_999_999 })}.`
    const wrong = subgraphClient({ url: running.url, name: 'sample', routerSecret, token })
    expect((await errorsOf(wrong.request('{ open }')))[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' })
  })

  test('enforces @authenticated', async () => {
    const [error] = await errorsOf((await client()).request('{ signedIn }'))
    expect(error?.extensions).toEqual({ code: 'UNAUTHENTICATED' })
    expect(await (await client({})).request('{ signedIn }')).toEqual({ signedIn: 'in' })
  })

  test('enforces @requiresScopes: any alternative, all its scopes', async () => {
    const outcomes = []
    for (const scopes of [[], ['orders:write'], ['orders:write', 'console:read'], ['orders:read']]) {
      const { data } = await (
        await client({ scopes })
      )
        .rawRequest<{ staff: string }>('{ staff }')
        .catch((e) => e.response)
      outcomes.push(data.staff)
    }
    expect(outcomes).toEqual([null, null, 'staff', 'staff'])
  })

  test('enforces what a type requires on every field that returns it', async () => {
    const [error] = await errorsOf((await client({})).request('{ secret { value } }'))
    expect(error?.extensions).toEqual({ code: 'FORBIDDEN' })
    expect(await (await client({ scopes: ['orders:read'] })).request('{ secret { value } }')).toEqual({
      secret: { value: 'secret' },
    })
  })

  test('says nothing of its insides when a resolver fails', async () => {
    const [error] = await errorsOf((await client()).request('{ broken }'))
    expect(error?.message).toMatch(/^Something went wrong on our side\. Quote request [0-9a-f-]{36}/)
    expect(error?.extensions?.['code']).toBe('INTERNAL_SERVER_ERROR')
    expect(JSON.stringify(error)).not.toContain('hunter2')
  })

  test('passes on errors that are meant for the client', async () => {
    const [error] = await errorsOf((await client()).request('{ refused }'))
    expect(error).toMatchObject({
      message: 'Not today.',
      path: ['refused'],
      extensions: { code: 'NOT_TODAY' },
    })
  })

  test('bounds how much a few words of query can ask for', async () => {
    const large = await (await client()).request<{ boxes: object[] }>('{ boxes { boxes { __typename } } }')
    expect(large.boxes).toHaveLength(100)
    const [error] = await errorsOf(
      (await client()).request('{ boxes { boxes { boxes { boxes { boxes { __typename } } } } } }'),
    )
    expect(error?.message).toMatch(/more than 20000 items/)
    expect(error?.extensions?.['code']).toBe('BAD_USER_INPUT')
  })

  test('tells whether it lives and whether it is ready', async () => {
    expect((await fetch(`${running.url}/health/live`)).status).toBe(200)
    expect((await fetch(`${running.url}/health/ready`)).status).toBe(200)
    healthy = false
    const unready = await fetch(`${running.url}/health/ready`)
    expect([unready.status, await unready.json()]).toEqual([
      503,
      { status: 'unavailable', checks: { database: 'unavailable' } },
    ])
    healthy = true
  })

  test('serves its own plain routes and its metrics', async () => {
    expect(await (await fetch(`${running.url}/hello`)).text()).toBe('hello')
    expect(await (await fetch(`${running.url}/metrics`)).text()).toContain(
      'tradewind_graphql_request_seconds',
    )
  })
})

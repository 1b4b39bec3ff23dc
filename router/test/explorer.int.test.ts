import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startShop, type Shop } from './fixtures/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await startShop()
})
afterAll(() => shop.stop())

const browser = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' }
const policyOf = (response: Response): string => String(response.headers.get('content-security-policy'))

test('a browser gets Apollo Sandbox with the first query filled in', async () => {
  const response = await shop.fetch('/', { headers: browser })
  const page = await response.text()
  expect(response.headers.get('content-type')).toMatch('text/html')
  expect(page).toMatch(
    'https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js',
  )
  expect(page).toMatch('query FirstLook')
})

test('the Sandbox page goes to GraphiQL where its script cannot be had', async () => {
  const page = await (await shop.fetch('/', { headers: browser })).text()
  expect(page).toMatch("useBundledExplorer = () => location.replace('/graphiql')")
  expect(page).toMatch('sandbox.onerror = useBundledExplorer')
})

test('the policy of the Sandbox page allows its one inline script and Apollo’s, and no other', async () => {
  const response = await shop.fetch('/', { headers: browser })
  const script = /<script>(.*)<\/script>/s.exec(await response.text())?.[1] ?? ''
  const hash = createHash('sha256').update(script).digest('base64')
  expect(policyOf(response)).toMatch(
    `script-src 'sha256-${hash}' https://embeddable-sandbox.cdn.apollographql.com;`,
  )
  expect(policyOf(response)).toMatch("frame-ancestors 'none'")
})

test('GraphiQL is one compressed page that loads nothing from anywhere', async () => {
  const response = await shop.fetch('/graphiql', { headers: browser })
  const page = await response.text()
  expect(response.headers.get('content-encoding')).toBe('gzip')
  expect(page).toMatch('query FirstLook')
  expect(page).toMatch('"endpoint":"/graphql"')
  expect(page).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)="(https?:)?\/\//)
  expect(policyOf(response)).toMatch("default-src 'none'")
  expect(policyOf(response)).not.toMatch('http')
})

test('GraphiQL is sent once to a browser that keeps it', async () => {
  const first = await shop.fetch('/graphiql', { headers: browser })
  await first.arrayBuffer()
  const again = await shop.fetch('/graphiql', {
    headers: { ...browser, 'if-none-match': String(first.headers.get('etag')) },
  })
  expect(again.status).toBe(304)
})

test('GraphiQL comes uncompressed to a client that takes no gzip', async () => {
  const plain = await shop.fetch('/graphiql', { headers: { ...browser, 'accept-encoding': 'identity' } })
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(await plain.text()).toMatch('<!doctype html>')
})

test('whoever opens the endpoint itself in a browser is sent to the explorer', async () => {
  const response = await shop.fetch('/graphql', { headers: browser, redirect: 'manual' })
  expect(response.status).toBe(302)
  expect(response.headers.get('location')).toBe('/')
})

test('a program that asks for the root path is told where the API is', async () => {
  expect(await (await shop.fetch('/')).text()).toMatch('/graphql')
})

test('the explorer can be GraphiQL at once, or nothing', async () => {
  const bundled = await startShop({ EXPLORER: 'graphiql' })
  const none = await startShop({ EXPLORER: 'off' })
  try {
    expect(await (await bundled.fetch('/', { headers: browser })).text()).toMatch('YogaGraphiQL')
    expect(await (await none.fetch('/', { headers: browser })).text()).not.toMatch('<')
    expect((await none.fetch('/graphiql', { headers: browser })).status).toBe(404)
  } finally {
    await bundled.stop()
    await none.stop()
  }
})

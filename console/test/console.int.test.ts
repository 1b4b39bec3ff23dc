import { randomUUID } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { openBus } from '@tradewind/events'
import { createLogger } from '@tradewind/service'
import { eventually, queueKinds } from '@tradewind/testkit'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cookieSecret, startConsole, type TestConsole } from './fixture.ts'

describe.each(queueKinds())('the console, with queues on %s', (kind) => {
  let console: TestConsole

  beforeAll(async () => {
    console = await startConsole(kind, async (queueUrl) => {
      const bus = await openBus(queueUrl, { logger: createLogger('test', 'silent') })
      await bus.bind('inventory', ['ordering.order.placed.v1'])
      await bus.close()
    })
  })
  afterAll(() => console.stop())

  const get: TestConsole['get'] = (...request) => console.get(...request)
  const signIn: TestConsole['signIn'] = (...request) => console.signIn(...request)
  const session = () => console.session()

  test('leads to the sign-in', async () => {
    expect((await get('/')).headers.get('location')).toBe('/sign-in')
  })

  test.each([
    '/queues',
    '/queues/api/queues',
    '/queues/static/app.js',
    '/failed-events',
    '/failed-events/inventory',
    '/nowhere',
  ])('shows nothing of %s without a sign-in', async (path) => {
    const response = await get(path)
    expect([response.status, response.headers.get('location'), await response.text()]).toEqual([
      303,
      `/sign-in?next=${encodeURIComponent(path)}`,
      '',
    ])
    const api = await get(path, { accept: 'application/json' })
    expect([api.status, await api.json()]).toEqual([401, { error: 'Sign in first.' }])
  })

  test.each([
    ['GET', String.raw`/queues/queue/a\..\..\..\sign-in`],
    ['PUT', String.raw`/queues/api/queues/inventory/clean/a\..\..\..\..\..\..\sign-in`],
    ['GET', '//x/sign-in'],
    ['GET', '//['],
  ])('is not led astray by %s %s', async (method, path) => {
    // fetch would tidy the path up.
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(console.url)
      httpRequest({ hostname, port, method, path }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(401)
  })

  test('lets nobody make up events', async () => {
    const cookie = await session()
    const add = await fetch(`${console.url}/queues/api/queues/inventory/add`, {
      method: 'POST',
      headers: { ...cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'ordering.order.placed.v1', data: {}, options: {} }),
    })
    const change = await fetch(`${console.url}/queues/api/queues/inventory/1/update-data`, {
      method: 'PATCH',
      headers: { ...cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ jobData: {} }),
    })
    expect([add.status, change.status]).toEqual([403, 403])
  })

  test('refuses a wrong password with what the shop says, and keeps the address in the form', async () => {
    const response = await signIn('staff@shop.example', 'wrong')
    expect(response.status).toBe(401)
    const markup = await response.text()
    expect(markup).toContain('E-mail address and password do not belong together.')
    expect(markup).toContain('value="staff@shop.example"')
    expect(response.headers.getSetCookie()).toEqual([])
  })

  test('refuses customers', async () => {
    const response = await signIn('customer@shop.example', 'right')
    expect(response.status).toBe(401)
    expect(await response.text()).toContain('the console is for staff')
  })

  test('refuses a form that another site sends', async () => {
    expect((await signIn('staff@shop.example', 'right', { origin: 'https://evil.example' })).status).toBe(403)
  })

  test.each([
    ['an unsigned', () => `${btoa('{"alg":"none"}')}.${btoa('{"sub":"x","aud":"tradewind-console"}')}.`],
    ['a forged', () => sign('x'.repeat(64), '1h')],
    ['an expired', () => sign(cookieSecret, '-1s')],
  ])('refuses %s cookie', async (_, forge) => {
    const response = await get('/', { cookie: `tradewind_console=${await forge()}` })
    expect(response.status).toBe(303)
  })

  test('keeps the session where scripts and other sites cannot reach it', async () => {
    const [cookie] = (await signIn('staff@shop.example', 'right')).headers.getSetCookie()
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/)
  })

  test('shows staff the health of every part, escaped, and every queue', async () => {
    const response = await get('/', await session())
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const markup = await response.text()
    expect(markup).toContain('2 of 2 parts are not ready.')
    expect(markup).toContain('&lt;b&gt;hostile&lt;/b&gt;')
    expect(markup).toContain('<a href="/queues/queue/inventory">inventory</a>')
  })

  test('shows staff the dashboard with a queue that was bound while it ran', async () => {
    const headers = await session()
    const bus = await openBus(console.queueUrl, { logger: createLogger('test', 'silent') })
    await bus.bind('payments', ['ordering.order.placed.v1'])
    await bus.close()
    await eventually(async () => {
      const { queues } = (await (await get('/queues/api/queues', headers)).json()) as {
        queues: { name: string }[]
      }
      expect(queues.map(({ name }) => name)).toEqual(['inventory', 'payments'])
    })
  })

  test('signs out', async () => {
    const response = await fetch(`${console.url}/sign-out`, {
      method: 'POST',
      redirect: 'manual',
      headers: await session(),
    })
    expect(response.headers.getSetCookie()[0]).toMatch(/^tradewind_console=;.*Expires=Thu, 01 Jan 1970/)
  })
})

const sign = (secret: string, expiresIn: string): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(randomUUID())
    .setAudience('tradewind-console')
    .setExpirationTime(expiresIn)
    .sign(new TextEncoder().encode(secret))

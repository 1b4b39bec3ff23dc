import { randomBytes } from 'node:crypto'
import { createLogger, createTokenVerifier, serveHttp, type Running } from '@tradewind/service'
import { createTokenIssuer, staffBrowser, startSignIn, type StaffBrowser } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createSessions,
  createSignIn,
  createSite,
  createStaffServer,
  html,
  moment,
  sendPage,
} from '../index.ts'

const secret = randomBytes(32).toString('hex')
const stops: (() => unknown)[] = []
let one: StaffBrowser
let other: StaffBrowser

beforeAll(async () => {
  const issuer = await createTokenIssuer()
  const router = await startSignIn(issuer)
  stops.push(router.stop, issuer.stop)
  const verify = createTokenVerifier({ jwksUrl: issuer.jwksUrl, issuer: issuer.issuer })

  async function startSite(name: string): Promise<StaffBrowser> {
    const site = createSite({ name, navigation: html`<a href="/">All</a>` })
    const server = await createStaffServer({
      site,
      sessions: createSessions(name, secret),
      signIn: createSignIn(name, router.url, verify),
      secureCookies: true,
      logger: createLogger('test', 'silent'),
    })
    server.get('/secret/:name', ({ params }, reply) =>
      sendPage(reply, site.page({ title: (params as { name: string }).name, signedIn: true }, moment(null))),
    )
    server.get('/breaks', () => {
      throw new Error('postgres://user:password@host')
    })
    await server.ready()
    const http: Running = await serveHttp((request, response) => server.routing(request, response), {
      host: '127.0.0.1',
      port: 0,
    })
    stops.unshift(http.stop, () => server.close())
    return staffBrowser(http.url)
  }
  one = await startSite('one')
  other = await startSite('other')
})
afterAll(async () => {
  for (const stop of stops) await stop()
})

test('goes to the page that was asked for after the sign-in, and never to another site', async () => {
  const refused = await one.get('/secret/plans?page=2')
  expect(refused.headers.get('location')).toBe('/sign-in?next=%2Fsecret%2Fplans%3Fpage%3D2')
  expect(await (await one.get('/sign-in?next=%2Fsecret%2Fplans%3Fpage%3D2')).text()).toContain(
    '<input type="hidden" name="next" value="/secret/plans?page=2" />',
  )
  const account = { email: 'staff@shop.example', password: 'right' }
  const after = async (next: string): Promise<string | null> =>
    (await one.post('/sign-in', { ...account, next })).headers.get('location')
  expect(await after('/secret/plans?page=2')).toBe('/secret/plans?page=2')
  expect(await after('/.//evil.example')).toBe('/')
})

test('keeps where to go when the password was wrong', async () => {
  const response = await one.post('/sign-in', {
    email: 'staff@shop.example',
    password: 'x',
    next: '/secret/a',
  })
  expect(response.status).toBe(401)
  expect(await response.text()).toContain('value="/secret/a"')
})

test('asks once more for itself after a link on another site, which comes without the cookie', async () => {
  const response = await one.get('/secret/plans?a=<b>', { 'sec-fetch-site': 'cross-site' })
  expect(response.status).toBe(200)
  const markup = await response.text()
  expect(markup).toContain('<meta http-equiv="refresh" content="0; url=/secret/plans?a=%3Cb%3E" />')
})

test("does not accept another site's session, whatever its cookie is called", async () => {
  const { cookie } = await one.session()
  expect((await one.get('/secret/a', { cookie })).status).toBe(200)
  expect((await other.get('/secret/a', { cookie })).status).toBe(303)
  expect(
    (await other.get('/secret/a', { cookie: cookie.replace('tradewind_one', 'tradewind_other') })).status,
  ).toBe(303)
})

test('sends its cookie over TLS alone where browsers have that', async () => {
  const [cookie] = (await one.signIn('staff@shop.example', 'right')).headers.getSetCookie()
  expect(cookie).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
})

test('escapes what it shows, and says nothing of what broke inside', async () => {
  const who = await one.session()
  const markup = await (await one.get('/secret/%3Cscript%3E', who)).text()
  expect(markup).toContain('<h1>&lt;script&gt;</h1>')
  const broken = await one.get('/breaks', who)
  expect([broken.status, (await broken.text()).includes('postgres')]).toEqual([500, false])
})

test('says that there is no such page, to those who have signed in', async () => {
  expect((await one.get('/nowhere')).status).toBe(303)
  const response = await one.get('/nowhere', await one.session())
  expect([response.status, await response.text()]).toEqual([
    404,
    expect.stringContaining('There is no such page.'),
  ])
})

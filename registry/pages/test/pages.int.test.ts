import { newId } from '@tradewind/service'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PrismaClient } from '../../data/generated/client.ts'
import { startPages, type TestPages } from './fixture.ts'
import { HOSTILE } from './hostile.ts'
import { seed, type Seeded } from './seed.ts'

let pages: TestPages
let seeded: Seeded
let staff: { cookie: string }
let onlooker: { cookie: string }
let prisma: PrismaClient

beforeAll(async () => {
  pages = await startPages()
  prisma = pages.database.prisma
  staff = await pages.session()
  onlooker = await pages.session('onlooker@shop.example')
})
afterAll(() => pages.stop())

const text = async (path: string, who = staff): Promise<string> => {
  const response = await pages.get(path, who)
  expect(response.status, path).toBe(200)
  return response.text()
}

test('say what to do while there is nothing', async () => {
  expect(await text('/')).toContain('npm run registry -- graphs create')
})

describe('of a graph', () => {
  beforeAll(async () => {
    seeded = await seed(prisma)
  })
  const everyPage = (): string[] => [
    '/',
    '/graph/shop',
    '/graph/shop/keys',
    '/graph/shop/audit',
    '/graph/shop/persisted-queries',
    `/graph/shop/persisted-queries/${seeded.safelist}`,
    seeded.variant,
    '/graph/shop/variant/public',
    '/graph/shop/variant/empty',
    `${seeded.variant}/launches`,
    `${seeded.variant}/launches/${seeded.first}`,
    `${seeded.variant}/launches/${seeded.current}`,
    `${seeded.variant}/launches/${seeded.failed}`,
    `${seeded.variant}/launches/${seeded.first}/rollback`,
    `${seeded.variant}/checks`,
    `${seeded.variant}/checks/${seeded.check}`,
    `${seeded.variant}/checks/${seeded.blockedCheck}`,
    `${seeded.variant}/settings`,
    `${seeded.variant}/fields`,
    `${seeded.variant}/fields/Product.title`,
    `${seeded.variant}/fields/${encodeURIComponent('Query.product(id:)')}`,
    `${seeded.variant}/operations`,
    `${seeded.variant}/operations/${seeded.operation}`,
  ]

  test('show nothing without a sign-in', async () => {
    const schemas = [
      `/graph/shop/revisions/${seeded.revision}.graphql`,
      `${seeded.variant}/launches/${seeded.current}/supergraph.graphql`,
      `${seeded.variant}/checks/${seeded.check}/schema.graphql`,
    ]
    for (const path of [...everyPage(), ...schemas]) {
      const response = await pages.get(path)
      expect([path, response.status, await response.text()]).toEqual([path, 303, ''])
    }
  })

  test('show staff everything, escaped, and need no script', async () => {
    for (const path of everyPage()) {
      const response = await pages.get(path, staff)
      expect([path, response.status]).toEqual([path, 200])
      expect(response.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'self';/,
      )
      const markup = await response.text()
      expect(markup, path).not.toMatch(/<script|undefined|\[object|NaN/)
    }
  })

  test.each(['api-schema', 'supergraph'])('give the %s as plain text that no browser runs', async (name) => {
    const response = await pages.get(`${seeded.variant}/launches/${seeded.current}/${name}.graphql`, staff)
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('give a subgraph’s schema, and the one that was checked', async () => {
    expect(await text(`/graph/shop/revisions/${seeded.revision}.graphql`)).toContain(`# ${HOSTILE}`)
    expect(await text(`${seeded.variant}/checks/${seeded.check}/schema.graphql`)).toBe(HOSTILE)
  })

  test.each([
    ['/graph/shop/service-list', '/graph/shop'],
    ['/graph/shop/settings/variant?variant=current', '/graph/shop/variant/current/settings'],
  ])('are where rover says they are: %s', async (said, page) => {
    const response = await pages.get(said, staff)
    expect(response.headers.get('location')).toBe(page)
  })

  test('go through a safelist, each operation once', async () => {
    const path = `/graph/shop/persisted-queries/${seeded.safelist}`
    const first = await text(path)
    const next = /href="([^"]+)" rel="next"/.exec(first)![1]!.replaceAll('&amp;', '&')
    const shown = (first + (await text(next))).match(/Operation\d+(?=\s*<small)/g)
    expect(shown).toEqual(Array.from({ length: 51 }, (_, index) => `Operation${index}`))
  })

  test('know what is not there', async () => {
    const id = newId()
    for (const path of [
      '/graph/none',
      '/graph/none/keys',
      '/graph/none/persisted-queries',
      `/graph/shop/persisted-queries/${id}`,
      '/graph/shop/variant/none',
      '/graph/shop/variant/none/launches',
      '/graph/shop/variant/none/checks',
      '/graph/shop/variant/none/settings',
      '/graph/shop/variant/none/fields',
      '/graph/shop/variant/none/operations',
      `${seeded.variant}/launches/${id}`,
      `${seeded.variant}/checks/${id}`,
      // Of another variant.
      `/graph/shop/variant/empty/launches/${seeded.current}`,
      `/graph/shop/variant/empty/checks/${seeded.check}`,
      `/graph/shop/variant/empty/launches/${seeded.current}/supergraph.graphql`,
      `${seeded.variant}/launches/${seeded.failed}/supergraph.graphql`,
      `${seeded.variant}/fields/Nothing.here`,
      `${seeded.variant}/operations/${'0'.repeat(64)}`,
      `/graph/shop/keys/${id}/revoke`,
      `/graph/none/revisions/${seeded.revision}.graphql`,
    ]) {
      expect([path, (await pages.get(path, staff)).status]).toEqual([path, 404])
    }
  })

  test.each([
    '/launches/1',
    '/launches?before=x',
    '/launches?before=99999999999',
    '/checks/%00',
    '/checks?before=1',
    '/fields?days=2',
    '/fields?after=%00',
    `/fields?q=${'x'.repeat(201)}`,
    '/operations?sort=name',
    '/operations?after=1%20x',
    '/operations/UPPER',
    '/fields/%E0%A4%A',
    '/fields/%00',
    '/operations?q=%00',
  ])('refuse %s', async (path) => {
    expect((await pages.get(`${seeded.variant}${path}`, staff)).status).toBe(400)
  })

  describe('a variant', () => {
    test('says first that its newest launch failed', async () => {
      expect(await text('/graph/shop')).toContain('newest launch failed')
      expect(await text(seeded.variant)).toMatch(/Launch #3<\/a>\s*does not compose: routers keep\s+#2/)
    })

    test('has its subgraphs with URL, time and revision', async () => {
      const markup = await text(seeded.variant)
      expect(markup).toContain('http://catalog.test/&lt;script&gt;')
      expect(markup).toContain('<time datetime="2026-11-22T08:00:00.000Z">2026-11-22 08:00:00 UTC</time>')
      expect(markup).toContain(`href="/graph/shop/revisions/${seeded.revision}.graphql"`)
    })

    test('says which part of its source a contract is', async () => {
      const markup = await text('/graph/shop/variant/public')
      expect(markup).toContain('with public, without &lt;script&gt;')
    })

    test('says how to publish to it while it is empty', async () => {
      expect(await text('/graph/shop/variant/empty')).toContain('rover subgraph publish shop@empty')
      expect(await text('/graph/shop/variant/empty/checks')).toContain('rover subgraph check shop@empty')
      expect(await text('/graph/shop/variant/empty/operations')).toContain('REGISTRY_KEY')
    })
  })

  describe('a launch', () => {
    test('shows who, when, what, and what it changed of API and subgraph', async () => {
      const markup = await text(`${seeded.variant}/launches/${seeded.current}`)
      for (const shown of [
        'catalog published',
        'key &lt;script&gt;',
        'abcdef0123',
        'compared with #1',
        '<span class="remove">-  weight: Int</span>',
        '<span class="add">+enum Size {</span>',
        '<span class="add">+# &lt;script&gt;',
      ]) {
        expect(markup).toContain(shown)
      }
    })

    test('shows why it failed', async () => {
      const markup = await text(`${seeded.variant}/launches/${seeded.failed}`)
      expect(markup).toContain('It is &lt;script&gt;')
      expect(markup).toMatch(/FIELD_TYPE_MISMATCH<\/code>\s*· catalog · 3:7/)
    })

    test('is listed, the newest first, page by page', async () => {
      const seen: string[] = []
      await addLaunches(60)
      let path: string | undefined = `${seeded.variant}/launches`
      while (path) {
        const markup: string = await text(path)
        seen.push(...[...markup.matchAll(/\/launches\/[\w-]+">#(\d+)</g)].map(([, number]) => number!))
        path = /href="([^"]+)" rel="next"/.exec(markup)?.[1]?.replaceAll('&amp;', '&')
      }
      expect(seen).toEqual(Array.from({ length: 63 }, (_, index) => String(63 - index)))
    })

    async function addLaunches(count: number): Promise<void> {
      const { id: _, ...template } = await prisma.launch.findUniqueOrThrow({ where: { id: seeded.failed } })
      await prisma.launch.createMany({
        data: Array.from({ length: count }, (_value, index) => ({
          ...template,
          id: newId(),
          number: index + 4,
        })) as never,
      })
    }
  })

  describe('a roll-back', () => {
    const path = () => `${seeded.variant}/launches/${seeded.first}/rollback`
    const current = async () =>
      (await prisma.variant.findFirstOrThrow({ where: { graphId: 'shop', name: 'current' } })).currentLaunchId

    test('is not for those who may only look, nor for other sites', async () => {
      expect(await text(`${seeded.variant}/launches/${seeded.first}`, onlooker)).not.toContain('Roll back')
      expect((await pages.get(path(), onlooker)).status).toBe(403)
      expect((await pages.post(path(), { current: seeded.current }, onlooker)).status).toBe(403)
      const foreign = { ...staff, origin: 'https://evil.example' }
      expect((await pages.post(path(), { current: seeded.current }, foreign)).status).toBe(403)
      expect((await pages.post(path(), { current: seeded.current })).status).toBe(401)
      expect(await current()).toBe(seeded.current)
    })

    test('asks first, with what clients will see change', async () => {
      const markup = await text(path())
      expect(markup).toContain(`<input type="hidden" name="current" value="${seeded.current}" />`)
      expect(markup).toContain('<span class="add">+  weight: Int</span>')
      expect(await current()).toBe(seeded.current)
    })

    test('does nothing when routers have another launch than the one that was shown', async () => {
      const response = await pages.post(path(), { current: seeded.failed }, staff)
      expect(response.status).toBe(409)
      expect(await current()).toBe(seeded.current)
    })

    test('goes to none that failed, and not to the current one', async () => {
      for (const id of [seeded.failed, seeded.current]) {
        const target = `${seeded.variant}/launches/${id}/rollback`
        expect((await pages.get(target, staff)).status).toBe(409)
        expect((await pages.post(target, { current: seeded.current }, staff)).status).toBe(409)
      }
    })

    test('makes a launch, and is on record', async () => {
      const response = await pages.post(path(), { current: seeded.current }, staff)
      expect(response.status).toBe(303)
      const location = response.headers.get('location')!
      expect(location).toContain(await current())
      const markup = await text(location)
      expect(markup).toMatch(/rolled back\s+to\s+<a href="[^"]+">#1<\/a/)
      const audit = await text('/graph/shop/audit')
      for (const shown of ['staff@shop.example', 'launch.rolled-back']) expect(audit).toContain(shown)
    })
  })

  describe('a check', () => {
    test('shows each of its tasks with all it found', async () => {
      const markup = await text(`${seeded.variant}/checks/${seeded.check}`)
      for (const shown of [
        'id="operations"',
        'field <code>Product.title</code> removed &lt;script&gt;',
        'breaks 3 operations that clients sent',
        `href="${seeded.variant}/operations/${seeded.operation}">Prices</a>`,
        '1.0 (12,345)',
        'and 2 more operations',
        'breaking, but no client uses it',
        'FIELD_NAMES_SHOULD_BE_CAMEL_CASE',
        'ordering.order.placed.v1',
        'consumed by payments',
        'main (3f2a91c)',
        'Nothing changes for it.',
        '5 % of all requests',
      ]) {
        expect(markup).toContain(shown)
      }
    })

    test('shows so many findings and says how many more there are', async () => {
      const { id: _, ...check } = await prisma.check.findUniqueOrThrow({ where: { id: seeded.blockedCheck } })
      const [composition] = check.tasks as { errors: object[] }[]
      const errors = Array.from({ length: 1_234 }, () => composition!.errors[0]!)
      const id = newId()
      await prisma.check.create({ data: { ...check, id, tasks: [{ ...composition, errors }] } as never })
      const markup = await text(`${seeded.variant}/checks/${id}`)
      expect(markup.match(/class="finding/g)).toHaveLength(500)
      expect(markup).toContain('And 734 more.')
    })

    test('says what did not run', async () => {
      expect(await text(`${seeded.variant}/checks/${seeded.blockedCheck}`)).toContain(
        'This did not run, since one of the above failed.',
      )
    })
  })

  describe('usage', () => {
    beforeAll(async () => {
      await prisma.variant.update({
        where: { graphId_name: { graphId: 'shop', name: 'current' } },
        data: { currentLaunchId: seeded.current },
      })
    })
    const rows = (markup: string): string[] =>
      [...markup.matchAll(/<code>([A-Z]\w+\.[^<]+)<\/code>/g)].map(([, coordinate]) => coordinate!)
    const fields = async (query: string): Promise<string[]> =>
      rows(await text(`${seeded.variant}/fields?${query}`))

    test('lists the schema, the most used first', async () => {
      expect(await fields('')).toEqual([
        'Query.product',
        'Product.title',
        'Query.product(id:)',
        'Product.name',
        'Query.product(size:)',
        'Size.LARGE',
        'Size.SMALL',
      ])
    })

    test.each([
      ['q=product.', 'Product.title,Product.name'],
      ['q=SIZE:', 'Query.product(size:)'],
      ['show=used&kind=argument', 'Query.product(id:)'],
      ['show=unused', 'Query.product(size:),Size.LARGE,Size.SMALL'],
      // Long before the last 7 days, within the last 90.
      ['show=unused&days=90', 'Query.product(size:),Size.LARGE'],
      ['kind=enum+value', 'Size.LARGE,Size.SMALL'],
      ['show=deprecated', 'Product.name'],
      ['q=nothing+like+it', ''],
    ])('finds %s', async (query, expected) => {
      expect((await fields(query)).join(',')).toBe(expected)
    })

    test('says who uses a field, in which operations', async () => {
      const markup = await text(`${seeded.variant}/fields/Product.name`)
      expect(markup).toContain('unnamed client')
      expect(markup).toContain('anonymous')
      expect(markup).not.toContain('Prices')
    })

    test('says why something is deprecated', async () => {
      expect(await text(`${seeded.variant}/fields?show=deprecated`)).toContain('Use title. &lt;script&gt;')
    })

    const operations = async (query: string): Promise<string[]> =>
      [
        ...(await text(`${seeded.variant}/operations?${query}`)).matchAll(
          /\/operations\/[0-9a-f]{64}\?days=\d+"\s*>([^<]+)</g,
        ),
      ].map(([, name]) => name!)

    test.each([
      ['sort=requests', 'Prices,anonymous'],
      ['sort=errors', 'anonymous,Prices'],
      ['sort=latency', 'anonymous,Prices'],
      ['days=90', 'Prices,anonymous,Old'],
      ['q=PRI', 'Prices'],
      ['q=%25', ''],
    ])('lists operations by %s', async (query, expected) => {
      expect((await operations(query)).join(',')).toBe(expected)
    })

    test('shows an operation with its text, rate, errors, durations and clients', async () => {
      const markup = await text(`${seeded.variant}/operations/${seeded.operation}`)
      for (const shown of [
        'query Prices($id: ID!) { product(id: $id) { title } } # &lt;script&gt;',
        '12,345',
        '&lt; 0.1 %',
        '≤ 20 ms',
        '1.0',
        '<code>Query.product(id:)</code>',
      ]) {
        expect(markup).toContain(shown)
      }
    })
  })

  describe('settings', () => {
    const path = () => `${seeded.variant}/settings`
    const stored = () => prisma.variant.findFirstOrThrow({ where: { graphId: 'shop', name: 'current' } })
    const form = { days: '30', count: '5', percentage: '2.5', RESTY_FIELD_NAMES: 'OFF', TYPE_PREFIX: '' }

    test('say what checks look at, and are changed on record', async () => {
      expect((await pages.post(path(), form, staff)).status).toBe(303)
      expect(await stored()).toMatchObject({
        lintConfig: { RESTY_FIELD_NAMES: 'OFF' },
        checkConfig: {
          validationPeriodSeconds: 30 * 24 * 60 * 60,
          queryCountThreshold: 5,
          queryCountThresholdPercentage: 0.025,
        },
      })
      const markup = await text(path())
      expect(markup).toContain('value="30"')
      expect(markup).toContain('value="2.5"')
      expect(markup).toContain('<option value="OFF" selected>off</option>')
      expect(await text('/graph/shop/audit')).toContain('variant.configured')
    })

    test.each([
      ['no days', { ...form, days: '0' }],
      ['no number', { ...form, count: 'x' }],
      ['more than everything', { ...form, percentage: '101' }],
    ])('are not changed to %s', async (_, wrong) => {
      const before = await stored()
      expect((await pages.post(path(), wrong, staff)).status).toBe(400)
      expect(await stored()).toEqual(before)
    })

    test('are not for those who may only look, nor for other sites', async () => {
      const before = await stored()
      for (const who of [onlooker, { ...staff, origin: 'https://evil.example' }])
        expect((await pages.post(path(), { ...form, days: '1' }, who)).status).toBe(403)
      expect(await text(path(), onlooker)).not.toContain('<button>Save')
      expect(await stored()).toEqual(before)
    })
  })

  describe('keys', () => {
    const keys = () => prisma.apiKey.findMany({ where: { graphId: 'shop' }, orderBy: { id: 'asc' } })
    const path = '/graph/shop/keys'

    test('are shown once, when they are created, and work', async () => {
      const response = await pages.post(path, { name: ` CI ${HOSTILE} `, scopes: 'CHECK' }, staff)
      expect(response.status).toBe(200)
      const markup = await response.text()
      const key = /APOLLO_KEY=(service:shop:[\w-]+)/.exec(markup)![1]!
      expect(await pages.keys.authenticate(key)).toMatchObject({ name: `CI ${HOSTILE}`, scopes: ['CHECK'] })
      const list = await text(path)
      expect(list).toContain('CI &lt;script&gt;')
      expect(list).not.toContain(key)
    })

    test('may be for several things', async () => {
      const response = await fetch(`${pages.url}${path}`, {
        method: 'POST',
        headers: staff,
        body: new URLSearchParams([
          ['name', 'router'],
          ['scopes', 'READ'],
          ['scopes', 'REPORT'],
        ]),
      })
      expect(response.status).toBe(200)
      expect((await keys()).at(-1)).toMatchObject({ name: 'router', scopes: ['READ', 'REPORT'] })
    })

    test.each([
      ['no name', { name: ' ', scopes: 'READ' }],
      ['no scope', { name: 'x' }],
      ['an unknown scope', { name: 'x', scopes: 'ADMIN' }],
      ['a long name', { name: 'x'.repeat(101), scopes: 'READ' }],
    ] as const)('are not made with %s', async (_, form) => {
      const before = await keys()
      const response = await pages.post(path, form, staff)
      expect(response.status).toBe(400)
      expect(await response.text()).toContain('role="alert"')
      expect(await keys()).toEqual(before)
    })

    test('are neither made nor revoked by those who may only look', async () => {
      const before = await keys()
      const revoke = `${path}/${before[0]!.id}/revoke`
      expect(await text(path, onlooker)).not.toMatch(/Create a key|Revoke/)
      for (const who of [onlooker, { ...staff, origin: 'https://evil.example' }]) {
        expect((await pages.post(path, { name: 'x', scopes: 'READ' }, who)).status).toBe(403)
        expect((await pages.post(revoke, {}, who)).status).toBe(403)
      }
      expect(await keys()).toEqual(before)
    })

    test('are revoked for good, after a question', async () => {
      const [key] = await keys()
      const revoke = `${path}/${key!.id}/revoke`
      expect(await text(revoke)).toContain('Whoever uses it is refused at once')
      expect((await pages.post(revoke, {}, staff)).status).toBe(303)
      expect((await keys())[0]!.revokedAt).not.toBeNull()
      expect((await pages.get(revoke, staff)).status).toBe(409)
      expect(await text(path)).toContain('revoked')
    })

    test('are revoked within their own graph alone', async () => {
      const [, key] = await keys()
      await prisma.graph.create({ data: { id: 'other', title: 'Other', createdAt: new Date() } })
      expect((await pages.post(`/graph/other/keys/${key!.id}/revoke`, {}, staff)).status).toBe(404)
      expect((await keys())[1]!.revokedAt).toBeNull()
    })
  })
})

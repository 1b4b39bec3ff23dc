import type { OperationUsage } from '@tradewind/service'
import { eventually } from '@tradewind/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startRegistry, type FixtureRegistry } from './fixtures/registry.ts'
import { startShop, type Shop } from './fixtures/shop.ts'

let registry: FixtureRegistry
let shop: Shop
beforeEach(async () => {
  registry = await startRegistry()
})
afterEach(async () => {
  await shop.stop()
  await registry.stop()
})

const start = async (settings: Record<string, string> = {}): Promise<void> => {
  shop = await startShop({ ...registry.settings, USAGE_REPORT_INTERVAL_MS: '100', ...settings })
}
const reported = (): OperationUsage[] => registry.reports.flatMap(({ operations }) => operations)
const requests = (): number => reported().reduce((sum, row) => sum + row.requests, 0)
const till = { 'apollographql-client-name': 'till', 'apollographql-client-version': '1.2' }

test('the registry learns what was served, by whom, with which fields, errors and durations', async () => {
  await start({ USAGE_REPORT_INTERVAL_MS: '3600000' })
  const text = `query Look($c: Currency!) { p: products { name: title } product(id: "secret-1") { cost(currency: $c) } }`
  await shop.query(text, { c: 'EUR' }, till)
  await shop.query(text.replace('secret-1', 'secret-2'), { c: 'EUR' }, till)
  await shop.query('{ locations }')
  await shop.query('{ nonsense }')
  await shop.query('{ __schema { types { name } } }')
  // Stopping sends what was counted.
  await shop.stop()
  expect(requests()).toBe(3)

  const [look, again] = reported().filter(({ name }) => name === 'Look')
  expect(again).toBeUndefined()
  expect(look).toMatchObject({
    signature: 'query Look($c:Currency!){product(id:""){cost(currency:$c)} products{title}}',
    client: { name: 'till', version: '1.2' },
    requests: 2,
    // Nobody is signed in, and cost takes a scope.
    errors: 2,
  })
  expect(look?.coordinates.toSorted()).toEqual([
    'Currency',
    'Currency.EUR',
    'Product.cost',
    'Product.cost(currency:)',
    'Product.title',
    'Query.product',
    'Query.product(id:)',
    'Query.products',
  ])
  expect(reported().find(({ signature }) => signature === '{locations}')).toMatchObject({
    client: { name: '', version: '' },
    requests: 1,
    errors: 0,
  })
  expect(registry.reports.every(({ graphRef }) => graphRef === 'shop@current')).toBe(true)
  expect(JSON.stringify(registry.reports)).not.toMatch('secret')
})

test('what the registry could not take is sent when it can again, once', async () => {
  await start()
  const before = await metric('usage_reports_total', 'failed')
  registry.status = 503
  await shop.query('{ locations }')
  await eventually(async () => expect(await metric('usage_reports_total', 'failed')).toBeGreaterThan(before))
  await shop.query('{ locations }')
  registry.status = undefined
  await eventually(() => expect(requests()).toBe(2))
  expect(new Set(registry.reports.map(({ id }) => id)).size).toBe(registry.reports.length)
})

test('while the registry is down requests are answered, the loss is bounded, and it is told', async () => {
  await start({ USAGE_MAX_BYTES: '6000' })
  const before = await metric('usage_requests_total', 'dropped')
  await registry.stop()
  let sent = 0
  const ask = async (): Promise<void> => {
    const { data } = await shop.query(`query Q${sent++} { locations }`)
    expect(data).toEqual({ locations: ['Bremen', 'Porto'] })
  }
  for (let i = 0; i < 60; i++) await ask()
  await eventually(async () =>
    expect(await metric('usage_requests_total', 'dropped')).toBeGreaterThan(before),
  )
  await registry.restart()
  await eventually(async () => {
    await ask()
    const lost = registry.reports.reduce((sum, report) => sum + report.dropped, 0)
    expect(lost).toBeGreaterThan(0)
  })
  await shop.stop()
  const lost = registry.reports.reduce((sum, report) => sum + report.dropped, 0)
  expect(requests() + lost).toBe(sent)
})

test('a report that the registry refuses is given up', async () => {
  await start()
  const before = await metric('usage_reports_total', 'refused')
  registry.status = 400
  await shop.query('{ locations }')
  await eventually(async () => expect(await metric('usage_reports_total', 'refused')).toBeGreaterThan(before))
  registry.status = undefined
  await shop.query('query Next { locations }')
  await eventually(() => expect(reported().map(({ name }) => name)).toEqual(['Next']))
  expect(registry.reports.at(-1)?.dropped).toBe(1)
})

test('reporting can be switched off', async () => {
  await start({ USAGE_REPORTING: 'false' })
  await shop.query('{ locations }')
  await shop.stop()
  expect(registry.reports).toEqual([])
})

/** A counter of this process, which other tests have used, too. */
async function metric(name: string, outcome: string): Promise<number> {
  const text = await (await fetch(shop.metricsUrl)).text()
  return Number(
    new RegExp(`tradewind_router_${name}\\{[^}]*outcome="${outcome}"[^}]*\\} (\\d+)`).exec(text)?.[1] ?? 0,
  )
}

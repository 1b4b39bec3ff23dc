import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startShop, type Shop } from './fixtures/shop.ts'

// The audits of the GraphQL over HTTP specification. CSRF prevention wants a header from GET requests that the audits do
// not send, so it is off.
let shop: Shop
beforeAll(async () => {
  shop = await startShop({ CSRF_PREVENTION: 'false' })
})
afterAll(() => shop.stop())

const audits = serverAudits({ url: () => `${shop.url}/graphql` })

test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
  '%s: %s',
  async (_id, _name, audit) => {
    const result = await audit.fn()
    expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok')
  },
)

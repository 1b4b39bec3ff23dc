import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { currentCommit, readRegistry, reportFindings } from './report.ts'

const report = { commit: 'c'.repeat(40), comparedWith: 'main (1234567)', findings: [] }
const seen: { path: string | undefined; key: unknown; body: unknown }[] = []
let answer: { status: number; body: string }
let url: string

const server = createServer(async (request: IncomingMessage, response) => {
  seen.push({ path: request.url, key: request.headers['x-api-key'], body: JSON.parse(await text(request)) })
  response.writeHead(answer.status).end(answer.body)
})

beforeEach(async () => {
  seen.length = 0
  answer = { status: 202, body: '{}' }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
})
afterEach(() => server.close())

test('reports to the registry that rover is told of, with its key', async () => {
  const registry = readRegistry({ APOLLO_REGISTRY_URL: url, APOLLO_KEY: 'service:shop:secret' })
  await reportFindings(registry, report)
  expect(seen).toEqual([{ path: '/events-check', key: 'service:shop:secret', body: report }])
})

test('says in the registry’s own words why it has not taken it', async () => {
  answer = { status: 403, body: '{"message":"The key \\"ci\\" may not do this."}' }
  await expect(reportFindings({ url, key: 'k' }, report)).rejects.toThrow(
    'The registry has not taken the report. The key "ci" may not do this.',
  )
  answer = { status: 502, body: '<html>' }
  await expect(reportFindings({ url, key: 'k' }, report)).rejects.toThrow('HTTP status 502')
  await expect(reportFindings({ url: 'http://127.0.0.1:9/graphql', key: 'k' }, report)).rejects.toThrow(
    'does not answer',
  )
})

test('needs to know where, and of which commit', async () => {
  expect(() => readRegistry({ APOLLO_KEY: 'k' })).toThrow('set APOLLO_REGISTRY_URL and APOLLO_KEY')
  expect(await currentCommit('/', 'given')).toBe('given')
  await expect(currentCommit('/', undefined)).rejects.toThrow('set APOLLO_VCS_COMMIT')
})

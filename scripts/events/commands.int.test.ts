import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { openBus } from '@tradewind/events'
import { createLogger } from '@tradewind/service'
import { createTestQueue } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DOCUMENT, root } from './language.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'contracts-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Each is a process of its own, which loads every subgraph's handlers. */
const slow = { timeout: 120_000 }

/** Runs a command of this folder; answers its exit code and what it printed. */
const run = (script: string, args: string[] = [], environment: NodeJS.ProcessEnv = {}) =>
  promisify(execFile)(process.execPath, [path.join(import.meta.dirname, script), ...args], {
    env: { ...process.env, ...environment },
  }).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, output: stderr }),
  )

const committed = () => readFile(path.join(root, DOCUMENT), 'utf8')

test(
  'the committed document and schemas are what the contracts say, and compatible with themselves',
  slow,
  async () => {
    expect(await run('check.ts', ['--against', path.join(root, DOCUMENT)])).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^\d+ events, compatible with /),
    })
  },
)

test('an incompatible change is refused by event, field, fault and subscriber', slow, async () => {
  const production = path.join(folder, 'production.yaml')
  await writeFile(production, (await committed()).replaceAll('- OUT_OF_STOCK', '- SOLD_OUT'))
  const reports: string[] = []
  const registry = createServer(async (request, response) => {
    reports.push(await text(request))
    response.writeHead(202).end()
  })
  await once(registry.listen(0, '127.0.0.1'), 'listening')
  const { port } = registry.address() as AddressInfo
  const { code, output } = await run('check.ts', ['--against', production, '--report'], {
    APOLLO_REGISTRY_URL: `http://127.0.0.1:${port}/graphql`,
    APOLLO_KEY: 'service:shop:secret',
    APOLLO_VCS_COMMIT: 'c'.repeat(40),
  })
  registry.close()
  expect(reports.map((report): unknown => JSON.parse(report))).toMatchObject([
    { commit: 'c'.repeat(40), comparedWith: production, findings: [{ field: 'data.reason' }, {}] },
  ])
  expect(code).toBe(1)
  expect(output).toContain(
    '✗ ordering.order.rejected.v1, data.reason: may be "OUT_OF_STOCK" now. Subscribers that still have the old ' +
      'contract refuse such events.\n  Subscribed to by inventory, payments.',
  )
  expect(output).toContain('data.reason: can no longer be "SOLD_OUT". Events published before')
  expect(output).toContain('declare it as the next version: docs/events.md, "Changing a contract"')
})

test('says who is bound to which version of a running installation', slow, async () => {
  const queue = await createTestQueue()
  const bus = await openBus(queue.url, { logger: createLogger('test', 'silent') })
  await bus.bind('inventory', ['ordering.order.placed.v1', 'ordering.order.lost.v1'])
  await bus.close()
  const { output } = await run('bindings.ts', [], { QUEUE_URL: queue.url })
  expect(output.split('\n')).toEqual(
    expect.arrayContaining([
      'ordering.order.placed.v1: inventory',
      'ordering.order.delivered.v1: nobody',
      'ordering.order.lost.v1: inventory',
      '  ! No contract here declares it, but inventory asked for it.',
    ]),
  )
  await queue.drop()
})

test('says so when the queues cannot be reached', slow, async () => {
  const { code, output } = await run('bindings.ts', [], { QUEUE_URL: 'mysql://localhost' })
  expect({ code, output }).toEqual({
    code: 1,
    output: 'The queue URL must begin with redis://, rediss:// or postgres://.\n',
  })
})

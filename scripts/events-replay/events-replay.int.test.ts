import { execFile } from 'node:child_process'
import path from 'node:path'
import { startEvents } from '@tradewind/events'
import { createTestQueue, eventually, type TestQueue } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { announce, noteArrivals, shipArrived, silent } from '../../packages/events/test/fixture/events.ts'
import {
  createOutboxDatabase,
  type OutboxDatabase,
} from '../../packages/events/test/fixture/outbox-database.ts'

let queue: TestQueue
let harbour: OutboxDatabase
let lighthouse: OutboxDatabase

beforeAll(async () => {
  queue = await createTestQueue()
  harbour = await createOutboxDatabase('harbour')
  lighthouse = await createOutboxDatabase('lighthouse')
  for (const name of ['Lyra', 'Vega', 'Mira'])
    await announce(harbour.prisma, { subject: name, data: { name } })
})
afterAll(async () => {
  await harbour.drop()
  await lighthouse.drop()
  await queue.drop()
})

// Each run starts a process.
const timeout = 120_000

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const run = (line: string, environment: Record<string, string> = {}): Promise<Outcome> =>
  new Promise((resolve) => {
    const script = path.resolve(import.meta.dirname, '../events-replay.ts')
    const env = {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      DATABASE_URLS: `harbour=${harbour.url},lighthouse=${lighthouse.url}`,
      QUEUE_URL: queue.url,
      ...environment,
    }
    const child = execFile(process.execPath, [script, ...line.split(' ')], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode!, stdout, stderr }),
    )
  })

test('counts, feeds, and handles again', { timeout }, async () => {
  const subscriber = await startEvents({
    name: 'lighthouse',
    queueUrl: queue.url,
    database: lighthouse,
    subscriptions: [noteArrivals],
    logger: silent,
  })
  const counted = await run('--to lighthouse --dry-run')
  expect(counted).toMatchObject({ code: 0, stderr: '' })
  expect(counted.stdout).toContain('Would be replayed to lighthouse:\n  3  harbour.ship.arrived.v1')
  expect(await lighthouse.effects()).toEqual([])

  const fed = await run('--to lighthouse')
  expect(fed).toMatchObject({ code: 0, stderr: '' })
  expect(fed.stdout).toContain('In the queue of lighthouse, behind live events:\n  3  harbour.ship.arrived')
  await eventually(async () => expect(await lighthouse.effects()).toHaveLength(3))

  const again = `--to lighthouse --type ${shipArrived.type} --again`
  expect((await run(again)).stdout).toContain('To do it, add --confirm lighthouse')
  expect(await run(`${again} --confirm lighthouse`)).toMatchObject({ code: 0, stderr: '' })
  await eventually(async () => expect(await lighthouse.effects()).toHaveLength(6))
  await subscriber.stop()
})

test('says in a sentence what is wrong, and no password', { timeout }, async () => {
  expect((await run('--to nobody')).stderr).toContain('"nobody" subscribes to nothing.')
  const { code, stderr } = await run('--to lighthouse', { DATABASE_URLS: 'harbour:postgres://a:hush@b/c' })
  expect(code).toBe(1)
  expect(stderr).toContain('DATABASE_URLS: entry 1 is not of the form name=postgres://…')
  expect(stderr).not.toContain('hush')
})

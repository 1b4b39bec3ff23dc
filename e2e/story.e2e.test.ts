import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { startSystem } from '@tradewind/embedded'
import { createTestQueue, queueKinds } from '@tradewind/testkit'
import { describe, expect, inject, test } from 'vitest'
import { tellStory, type StoryOutcome } from './story.ts'

const name = 'lighthouse-prints.csv'
const csv = { name, content: readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8') }

function expectTheStory({ imported, shelf, order, shipped }: StoryOutcome): void {
  expect(imported).toMatchObject({ rowsTotal: 5, created: 4, rejected: 1 })
  expect(imported.rows.nodes).toEqual([
    { line: 5, handle: 'fastnet-print', reason: expect.stringMatching(/twenty-four/) },
  ])
  expect(
    shelf.map(({ title, variants }) => [title, variants.map((variant) => variant.price?.amount)]),
  ).toEqual([
    ['Bell Rock Print', ['24.00', '38.00']],
    ['Eddystone Print', ['24.00']],
  ])
  expect(order).toMatchObject({
    status: 'CONFIRMED',
    total: { amount: '24.00', currencyCode: 'EUR' },
    customer: { name: 'Ada Quayle' },
    payment: { state: 'AUTHORISED', authorisedAmount: { amount: '24.00' } },
  })
  expect(order.history.map(({ to }) => to)).toEqual(['PLACED', 'RESERVED', 'AUTHORISED', 'CONFIRMED'])
  expect(order.lines[0]?.variant?.availability.available).toBe(
    shelf[0]!.variants[0]!.availability.available - 1,
  )
  expect(shipped).toMatchObject({ status: 'SHIPPED', payment: { capturedAmount: { amount: '24.00' } } })
}

describe("the shop's main story, from a merchant's file to a paid order", () => {
  test('goes through with queues on PostgreSQL', async () => {
    const { graphqlUrl, admin } = inject('system')
    expectTheStory(await tellStory({ graphqlUrl, staff: admin, csv, tag: 'print', tell: () => undefined }))
  })

  test.runIf(queueKinds().includes('redis'))('goes through with queues on Redis', async () => {
    const stateDirectory = await mkdtemp(path.join(os.tmpdir(), 'tradewind-e2e-redis-'))
    const queue = await createTestQueue('redis')
    const system = await startSystem({
      root: path.resolve(import.meta.dirname, '..'),
      stateDirectory,
      ports: 'ephemeral',
      queueUrl: queue.url,
      log: () => undefined,
    })
    try {
      const graphqlUrl = `${system.routerUrl}/graphql`
      expectTheStory(
        await tellStory({ graphqlUrl, staff: system.admin, csv, tag: 'print', tell: () => undefined }),
      )
    } finally {
      await system.stop()
      await rm(stateDirectory, { recursive: true, force: true })
    }
  })
})

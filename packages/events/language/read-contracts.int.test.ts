import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readContracts } from './read-contracts.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(import.meta.dirname, 'contracts-'))
})
afterEach(() => rm(folder, { recursive: true }))

const declare = (file: string, body: string): Promise<void> =>
  writeFile(
    path.join(folder, file),
    `import { z } from 'zod'\nimport { defineEvent } from '../../definition.ts'\n${body}`,
  )
const event = (type: string, version: number, field = `z.string().describe('Who.')`) =>
  `/** It sailed. Subject: its id. */\nexport const e${version} = defineEvent('${type}', ${version}, z.object({ name: ${field} }))\n`

test('reads every file but the index and the values, versions in their order', async () => {
  await declare('harbour.ts', event('harbour.ship.sailed', 10) + event('harbour.ship.sailed', 9))
  await declare('index.ts', event('index.ship.sailed', 1))
  const contracts = await readContracts(folder)
  expect(contracts.map(({ definition, description }) => [definition.type, description])).toEqual([
    ['harbour.ship.sailed.v9', 'It sailed. Subject: its id.'],
    ['harbour.ship.sailed.v10', 'It sailed. Subject: its id.'],
  ])
})

test('refuses what is not described, event or field however deep', async () => {
  const nested = `z.array(z.object({ port: z.string() })).describe('Where.')`
  await declare(
    'harbour.ts',
    `${event('harbour.ship.sailed', 1, nested)}export const bare = defineEvent('harbour.ship.sank', 1, z.object({}))`,
  )
  await expect(readContracts(folder)).rejects.toThrow(
    [
      `harbour.ship.sailed.v1 (contracts/harbour.ts): data.name[].port wants a description, .describe('…').`,
      'harbour.ship.sank.v1 (contracts/harbour.ts) wants a comment above it: what happened, and "Subject: " with whose id that is.',
    ].join('\n'),
  )
})

test("refuses another publisher's event, and a malformed type", async () => {
  await declare('harbour.ts', event('lighthouse.lamp.lit', 1) + event('harbour.ship.Sailed', 2))
  await expect(readContracts(folder)).rejects.toThrow(
    /Sailed\.v2 .*a type is[^]*lighthouse\.lamp\.lit\.v1 is declared in contracts\/harbour\.ts: it belongs to contracts\/lighthouse\.ts\./,
  )
})

test('refuses the same event twice', async () => {
  await declare(
    'harbour.ts',
    event('harbour.ship.sailed', 1) + event('harbour.ship.sailed', 1).replace('e1', 'again'),
  )
  await expect(readContracts(folder)).rejects.toThrow('harbour.ship.sailed.v1 is declared twice.')
})

test('describes every event that there is', async () => {
  const contracts = await readContracts()
  expect(contracts.length).toBeGreaterThan(25)
  for (const { description } of contracts) expect(description).toMatch(/^[A-Z].*Subject: /)
})

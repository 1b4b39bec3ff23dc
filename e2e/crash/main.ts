/**
 * `npm run test:crash [-- --minutes <n> --seed <n> --queue postgres|redis]`: kills whatever there is of a running
 * system while orders come in, then looks whether anything was lost or done twice. See README.md.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { findRedisServer, type QueueKind } from '@tradewind/testkit'
import { generate } from '../../scripts/generate.ts'

const FIXED_SEED = 1805

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string' },
    queue: { type: 'string' },
  },
})
const minutes = Number(values.minutes)
const seeds =
  values.seed === undefined ? [FIXED_SEED, Math.floor(Math.random() * 2 ** 31)] : [Number(values.seed)]
const queues = values.queue === undefined ? kinds() : [values.queue as QueueKind]
if (
  !(minutes > 0) ||
  !seeds.every(Number.isSafeInteger) ||
  !queues.every((kind) => /^(postgres|redis)$/.test(kind))
) {
  console.error(
    'Usage: npm run test:crash -- [--minutes <number>] [--seed <integer>] [--queue postgres|redis]',
  )
  process.exit(2)
}

function kinds(): QueueKind[] {
  if (findRedisServer()) return ['postgres', 'redis']
  console.warn('NOTICE: no redis-server on this machine, so the queues are on PostgreSQL alone.')
  return ['postgres']
}

for (const line of await generate()) console.log(line)
// Only now: what they import has just been generated.
const [{ run }, { report }] = await Promise.all([import('./run.ts'), import('./report.ts')])

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))
// scripts/bootstrap.cjs holds the other end: it has been killed.
process.once('disconnect', () => process.exit(130))

const began = performance.now()
const log = (line: string): void =>
  console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} ${line}`)
const runs = seeds.flatMap((seed) => queues.map((queue) => ({ seed, queue })))
let sound = true
for (const { seed, queue } of runs) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tradewind-crash-'))
  const milliseconds = (minutes * 60_000) / runs.length
  const outcome = await run({ seed, queue, milliseconds, folder, log })
  console.log(report(outcome))
  if (outcome.violations.length === 0) {
    console.log(`✓ Nothing was lost, and nothing was done twice.\n`)
    await rm(folder, { recursive: true, force: true })
  } else {
    sound = false
    console.log(`  Databases and logs are kept in ${folder}.`)
    console.log(
      `  Again: npm run test:crash -- --queue ${queue} --seed ${seed} --minutes ${milliseconds / 60_000}\n`,
    )
  }
}
process.exit(sound ? 0 : 1)

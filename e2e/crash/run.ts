import type { QueueKind } from '@tradewind/testkit'
import { readBooks } from './books/read.ts'
import { check, type Violation } from './checks/index.ts'
import { letIn } from './clients/crowd.ts'
import { countDuplicates } from './fail-points/arming.ts'
import { untilQuiet } from './quiet.ts'
import { createRandom } from './random.ts'
import type { Outcome } from './report.ts'
import { rage, type Kill } from './storm/storm.ts'
import { targetsOf } from './storm/targets.ts'
import { startCrashSystem } from './system/start.ts'

/** What was killed last must answer, and everything must be done, within so long. */
const RECOVERY_WITHIN_MS = 120_000
const QUIET_WITHIN_MS = 240_000

export interface RunOptions {
  readonly queue: QueueKind
  readonly seed: number
  /** How long the storm lasts. */
  readonly milliseconds: number
  /** An empty folder for everything the system keeps. */
  readonly folder: string
  readonly log: (line: string) => void
}

/** One storm over a system of its own, and the look at its books when all is quiet again. */
export async function run({ queue, seed, milliseconds, folder, log }: RunOptions): Promise<Outcome> {
  const random = createRandom(seed)
  const system = await startCrashSystem({ queue, folder, log })
  try {
    const crowd = await letIn(system, random.fork())
    log(`The storm begins: ${milliseconds / 1000} s, seed ${seed}`)
    const targets = targetsOf(system)
    const kills = await rage({
      targets,
      random: random.fork(),
      milliseconds,
      patience: RECOVERY_WITHIN_MS,
      log,
    })
    const over = performance.now()
    log('The storm is over')
    await crowd.close(AbortSignal.timeout(RECOVERY_WITHIN_MS))
    const waitsFor = await untilQuiet(system, QUIET_WITHIN_MS, log)
    const quietAfter = performance.now() - over
    const books = await readBooks(system)
    const { journal } = crowd
    const violations = [...unfinished(kills, waitsFor), ...check(books, journal)]
    const duplicates = countDuplicates(system.failPoints)
    return { queue, seed, kills, books, journal, duplicates, quietAfter, violations }
  } finally {
    await system.stop()
  }
}

function unfinished(kills: readonly Kill[], waitsFor: string | null): Violation[] {
  const lost = kills.filter(({ recovery }) => recovery === null)
  return [
    ...(lost.length > 0
      ? [{ rule: 'Whatever is killed comes back.', offenders: lost.map(({ name }) => name) }]
      : []),
    ...(waitsFor ? [{ rule: 'All work is done in bounded time.', offenders: [waitsFor] }] : []),
  ]
}

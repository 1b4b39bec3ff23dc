import { setTimeout as delay } from 'node:timers/promises'
import { readEvents, readQueues } from './books/read.ts'
import { unhandled, unsent } from './checks/events.ts'
import type { CrashSystem } from './system/start.ts'

/**
 * Waits until everything published has been handed over and handled, delayed events too, and no queue holds anything.
 * @returns what it still waits for when time is up; null when it is quiet.
 */
export async function untilQuiet(
  system: CrashSystem,
  within: number,
  say: (progress: string) => void,
): Promise<string | null> {
  const until = performance.now() + within
  for (;;) {
    const waitsFor = await look(system).catch((error: Error) => `an answer: ${error.message}`)
    if (waitsFor === null || performance.now() > until) return waitsFor
    say(`Waiting for ${waitsFor}`)
    await delay(1_000)
  }
}

async function look(system: CrashSystem): Promise<string | null> {
  const { bindings, queues } = await readQueues(system.queueUrl)
  const events = await readEvents(system)
  const open = [
    [unsent({ events }).length, 'events to be handed over'],
    [unhandled({ events, bindings }).length, 'events to be handled'],
    [queues.reduce((sum, { unfinished }) => sum + unfinished, 0), 'jobs'],
  ] as const
  const some = open.filter(([count]) => count > 0)
  return some.length === 0 ? null : some.map(([count, what]) => `${count} ${what}`).join(', ')
}

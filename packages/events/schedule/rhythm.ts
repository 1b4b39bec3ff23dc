import { createHash } from 'node:crypto'
import type { JobsOptions, Queue } from 'bullmq'
import type { Schedule } from './every.ts'

const SUFFIX = '.schedule'

/** The queue of a subgraph's scheduled work: one job for each schedule, waiting for its next tick. */
export const scheduleQueueOf = (subgraph: string): string => `${subgraph}${SUFFIX}`

export const isScheduleQueue = (queue: string): boolean => queue.endsWith(SUFFIX)

/**
 * Makes sure that a schedule is in its queue with its present rhythm, durably. One that is there is left alone, so that
 * a restart moves no tick and drops none that is overdue. Replicas that start at the same time come to the same ticks.
 * @throws Error when the cron expression is none.
 */
export async function ensureScheduled(queue: Queue, schedule: Schedule, retries: JobsOptions): Promise<void> {
  const { name } = schedule
  const repeat = repetition(queue.name, schedule)
  const known = await queue.getJobScheduler(name)
  if (known && known.every === repeat.every && known.pattern === repeat.pattern) {
    const next = await queue.getJob(`repeat:${name}:${known.next}`)
    if (next) return
  }
  await queue.upsertJobScheduler(name, repeat, { name, opts: retries })
}

/**
 * Ticks of an interval are at fixed times of the clock, so that replicas agree on them, and off the full minute by what
 * the name gives, so that the subgraphs do not all work at once.
 */
function repetition(queue: string, { name, rhythm }: Schedule) {
  if ('cron' in rhythm) return { pattern: rhythm.cron, tz: 'UTC' }
  const hash = createHash('sha256').update(`${queue} ${name}`).digest().readUInt32BE()
  return { every: rhythm.interval, offset: 1 + (hash % (rhythm.interval - 1)) }
}

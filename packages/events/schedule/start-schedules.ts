import { currentTraceparent, reasonOf, withTraceparent, type Logger } from '@tradewind/service'
import type { Job } from 'bullmq'
import type { Pool } from 'pg'
import type { Bus, Consumer, Failure } from '../bus/bus.ts'
import { scheduledRunsTotal } from '../metrics.ts'
import type { Schedule } from './every.ts'
import { exclusively, UNDER_WAY } from './exclusively.ts'
import { ensureScheduled, scheduleQueueOf } from './rhythm.ts'

export interface SchedulesOptions {
  /** The subgraph's name. */
  readonly name: string
  readonly bus: Bus
  /** The subgraph's own database, where a run takes its lock. */
  readonly pool: Pool
  readonly schedules: readonly Schedule[]
  readonly logger: Logger
}

/** How many different schedules run at a time in one process: each holds a connection of the subgraph's pool. */
const AT_ONCE = 2
/** Nothing waits for a run to be taken over soon after a crash, so the queue is asked for such less often than for events. */
const TAKEN_OVER_AFTER_MS = 60_000
/** A schedule that always fails must not fill its queue. */
const FAILED_RUNS_KEPT = 10

/** A run is due of a schedule that is not in this process' code; a newer one may have it. */
export class UnknownScheduleError extends Error {
  override readonly name = 'UnknownScheduleError'

  constructor(schedule: string) {
    super(`There is no schedule ${schedule} here. It ends when no replica knows it.`)
  }
}

/**
 * Puts a subgraph's schedules into its queue of scheduled work and takes part in running them, until closed.
 * @throws Error when two have one name, or a cron expression is none.
 */
export async function startSchedules(options: SchedulesOptions): Promise<Consumer> {
  const { bus, pool, schedules, logger } = options
  const byName = new Map(schedules.map((schedule) => [schedule.name, schedule]))
  if (byName.size < schedules.length) throw new Error('Two schedules have the same name.')
  const queue = await bus.queue(scheduleQueueOf(options.name))
  await bus.announce(queue.name)
  for (const schedule of schedules) await ensureScheduled(queue, schedule, bus.retries)
  const stopping = new AbortController()

  async function run(job: Job): Promise<unknown> {
    const schedule = byName.get(job.name)
    if (!schedule) throw new UnknownScheduleError(job.name)
    const result = await exclusively(pool, schedule.name, (lost) => {
      // A run that came out of the queue just before the stop must not begin: its signal would never be heard.
      stopping.signal.throwIfAborted()
      return schedule.run({ tick: tickOf(job), signal: AbortSignal.any([stopping.signal, lost]) })
    })
    if (result === UNDER_WAY) {
      // Its next tick is soon, and does what there is to do by then.
      scheduledRunsTotal.inc({ schedule: schedule.name, outcome: 'skipped' })
      return 'Skipped: the run before is still under way.'
    }
    scheduledRunsTotal.inc({ schedule: schedule.name, outcome: 'done' })
    return result
  }

  /** Every attempt is a trace of its own; where it fails, the console tells which. */
  const runTraced = (job: Job): Promise<unknown> =>
    withTraceparent(null, () =>
      run(job).catch(async (error: unknown) => {
        await job.updateData({ traceparent: currentTraceparent() }).catch(() => undefined)
        throw error
      }),
    )

  /** Ends a schedule that nobody knows, with all its failed runs; of another, the last ones stay. */
  async function tidy(schedule: string, unknown: boolean): Promise<void> {
    if (unknown) await queue.removeJobScheduler(schedule)
    const failed = (await queue.getFailed(0, 999)).filter(({ name }) => name === schedule)
    const surplus = failed.slice(unknown ? 0 : FAILED_RUNS_KEPT)
    if (surplus.length > 0)
      await bus.removeFailed(
        queue.name,
        surplus.map(({ id }) => id!),
      )
  }

  const onFailure = (failure: Failure): void => {
    const { type: schedule, final, attempt, error } = failure
    if (stopping.signal.aborted) return // it was cut short, and is run again elsewhere
    const unknown = error instanceof UnknownScheduleError
    if (!unknown) scheduledRunsTotal.inc({ schedule, outcome: 'failed' })
    withTraceparent(failure.traceparent, () => {
      const details = { schedule, attempt, err: error }
      if (!final) logger.warn(details, 'A scheduled run failed; it is tried again.')
      else if (unknown) logger.info({ schedule }, 'A schedule that no replica knows any more has ended.')
      else logger.error(details, 'A scheduled run failed and stays in the failed set.')
    })
    if (final) {
      tidy(schedule, unknown).catch((reason: unknown) =>
        logger.warn(`Failed runs of ${schedule} were not tidied up: ${reasonOf(reason)}.`),
      )
    }
  }

  const consumer = await bus.work(queue.name, runTraced, {
    concurrency: AT_ONCE,
    lockDuration: TAKEN_OVER_AFTER_MS,
    onFailure,
  })
  return {
    close() {
      stopping.abort(new Error('The process stops.'))
      return consumer.close()
    },
  }
}

/** Ids of such jobs are `repeat:<schedule>:<milliseconds>`. */
const tickOf = ({ id = '' }: Job): Date => new Date(Number(id.split(':').at(-1)))

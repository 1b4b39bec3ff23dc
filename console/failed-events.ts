import { putBack, type Decision, type OpenQueues } from '@tradewind/events'
import type { Session } from '@tradewind/staff'
import type { Job, Queue } from 'bullmq'
import { toFailedEvent, type FailedEvent } from './failed-event.ts'

/** The failed events of one type at one subscriber. */
export interface FailedKind {
  readonly subscriber: string
  readonly type: string
  readonly count: number
  /** The error of the newest one. */
  readonly error: string
  readonly lastFailedAt: Date | null
}

export interface FailedQueue {
  readonly subscriber: string
  readonly count: number
  /** True when the kinds are those of the newest of them alone. */
  readonly truncated: boolean
}

export interface FailedOverview {
  readonly kinds: readonly FailedKind[]
  readonly queues: readonly FailedQueue[]
}

export interface FailedPage {
  readonly events: readonly FailedEvent[]
  /** Whether there are older ones. */
  readonly more: boolean
}

/** What went wrong with what was asked; each of them is a sentence on the page. */
export type Outcome = 'done' | 'gone' | 'no-queue'

export interface FailedEvents {
  overview(): Promise<FailedOverview>
  /** Failed events of a subscriber, the newest first; null when there is no such subscriber. */
  list(subscriber: string, type: string | undefined, page: number): Promise<FailedPage | null>
  retry(subscriber: string, id: string, session: Session): Promise<Outcome>
  /** Retries all failed events of a type, at most `RETRY_AT_MOST`. Returns how many, and null when there is no such subscriber. */
  retryKind(subscriber: string, type: string, session: Session): Promise<number | null>
  discard(subscriber: string, id: string, reason: string, session: Session): Promise<Outcome>
}

export const PAGE_SIZE = 20
/** How many of a queue's failed events are looked through for a type. */
export const LOOKED_THROUGH = 500
export const RETRY_AT_MOST = 5_000
const BATCH = 100

/** What failed in every queue, and what operators decide about it: each decision is recorded, then carried out. */
export function createFailedEvents(opened: OpenQueues): FailedEvents {
  const queueOf = (subscriber: string) => opened.queues.find(({ name }) => name === subscriber)

  /** The event, while it is failed, and its queue. */
  async function find(subscriber: string, id: string) {
    const queue = queueOf(subscriber)
    if (!queue) return 'no-queue'
    const job = await queue.getJob(id)
    return job && (await job.isFailed()) ? { queue, job } : 'gone'
  }

  return {
    async overview() {
      const looked = await Promise.all(opened.queues.map(lookThrough))
      return {
        kinds: looked.flatMap(({ queue, jobs }) => kindsOf(queue.name, jobs)),
        queues: looked.map(({ queue, jobs, count }) => ({
          subscriber: queue.name,
          count,
          truncated: count > jobs.length,
        })),
      }
    },
    async list(subscriber, type, page) {
      const queue = queueOf(subscriber)
      if (!queue) return null
      const start = (page - 1) * PAGE_SIZE
      // One more than is shown tells whether there are older ones.
      const jobs = type
        ? (await failedOf(queue, 0, LOOKED_THROUGH)).filter(({ name }) => name === type).slice(start)
        : await failedOf(queue, start, PAGE_SIZE + 1)
      return { events: jobs.slice(0, PAGE_SIZE).map(toFailedEvent), more: jobs.length > PAGE_SIZE }
    },
    async retry(subscriber, id, session) {
      const found = await find(subscriber, id)
      if (typeof found === 'string') return found
      await opened.record(decide(session, 'retry', subscriber, found.job))
      return (await putBack(found.queue, id, 'failed')) ? 'done' : 'gone'
    },
    async retryKind(subscriber, type, session) {
      const queue = queueOf(subscriber)
      if (!queue) return null
      // Whose they are is known before the first is put back: one that fails anew is not retried twice.
      const ids = await idsOf(queue, type)
      if (ids.length === 0) return 0
      await opened.record(decide(session, 'retry-kind', subscriber, { name: type }))
      let retried = 0
      for (let start = 0; start < ids.length; start += BATCH) {
        const batch = ids.slice(start, start + BATCH)
        const results = await Promise.all(batch.map((id) => putBack(queue, id, 'failed')))
        retried += results.filter(Boolean).length
      }
      return retried
    },
    async discard(subscriber, id, reason, session) {
      const found = await find(subscriber, id)
      if (typeof found === 'string') return found
      await opened.record({ ...decide(session, 'discard', subscriber, found.job), reason })
      return (await opened.removeFailed(subscriber, [id])) > 0 ? 'done' : 'gone'
    },
  }
}

async function lookThrough(queue: Queue): Promise<{ queue: Queue; jobs: Job[]; count: number }> {
  const [count, jobs] = await Promise.all([queue.getFailedCount(), failedOf(queue, 0, LOOKED_THROUGH)])
  return { queue, jobs, count }
}

/** The newest first. */
const failedOf = (queue: Queue, start: number, count: number): Promise<Job[]> =>
  queue.getFailed(start, start + count - 1)

async function idsOf(queue: Queue, type: string): Promise<string[]> {
  const ids = new Set<string>()
  for (let start = 0; ids.size < RETRY_AT_MOST; start += BATCH) {
    const jobs = await failedOf(queue, start, BATCH)
    for (const { id, name } of jobs) if (name === type) ids.add(id!)
    if (jobs.length === 0) break
  }
  return [...ids]
}

function kindsOf(subscriber: string, jobs: readonly Job[]): FailedKind[] {
  return [...Map.groupBy(jobs, ({ name }) => name)].map(([type, [newest, ...older]]) => {
    const { error, failedAt } = toFailedEvent(newest!)
    return { subscriber, type, count: older.length + 1, error, lastFailedAt: failedAt }
  })
}

function decide(
  { staffId, email }: Session,
  action: Decision['action'],
  subscriber: string,
  job: Pick<Job, 'name'> & Partial<Pick<Job, 'id' | 'data' | 'failedReason'>>,
): Decision {
  const subject = (job.data as { subject?: unknown } | undefined)?.subject
  return {
    at: new Date().toISOString(),
    staffId,
    staff: email,
    action,
    subscriber,
    type: job.name,
    ...(job.id && { eventId: job.id }),
    ...(typeof subject === 'string' && { subject }),
    ...(job.failedReason && { error: job.failedReason }),
  }
}

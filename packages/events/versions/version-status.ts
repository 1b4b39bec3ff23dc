import type { Queue } from 'bullmq'
import type { Bus } from '../bus/bus.ts'
import { nameOf } from './unrelated.ts'

/** A subscriber that is bound to a version. */
export interface Bound {
  readonly subscriber: string
  /** Events of this version that it has still to handle. */
  readonly waiting: number
  /** Those that it could not handle. */
  readonly failed: number
}

/** Who is bound to one version of an event in a running installation. */
export interface VersionStatus {
  readonly type: string
  /** Whether the contracts declare it; if not, somebody asked for what nobody can publish. */
  readonly declared: boolean
  /** The newest version of the same event, where that is another. */
  readonly supersededBy: string | undefined
  readonly bound: readonly Bound[]
}

const PAGE = 1000
const STILL_TO_HANDLE = ['waiting', 'prioritized', 'delayed', 'active'] as const

/** Asks the queue back end who is bound to each declared version, and to what is declared no more. */
export async function readVersions(bus: Bus, declared: readonly string[]): Promise<VersionStatus[]> {
  const bindings = await bus.bindings()
  const types = [...new Set([...declared, ...bindings.keys()])].toSorted(inOrder)
  const counts = await countOf(bus, new Set([...bindings.values()].flat()))
  return types.map((type) => {
    const newest = declared
      .filter((it) => nameOf(it) === nameOf(type))
      .toSorted(inOrder)
      .at(-1)
    const subscribers = (bindings.get(type) ?? []).toSorted()
    return {
      type,
      declared: declared.includes(type),
      supersededBy: newest === type ? undefined : newest,
      bound: subscribers.map((subscriber) => ({
        subscriber,
        waiting: counts.get(`${subscriber} waiting ${type}`) ?? 0,
        failed: counts.get(`${subscriber} failed ${type}`) ?? 0,
      })),
    }
  })
}

/** How many events each queue has waiting and failed, by `subscriber state type`. */
async function countOf(bus: Bus, subscribers: ReadonlySet<string>): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const subscriber of subscribers) {
    const queue = await bus.queue(subscriber)
    for await (const { state, type } of eventsIn(queue)) {
      const key = `${subscriber} ${state} ${type}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  return counts
}

async function* eventsIn(queue: Queue): AsyncGenerator<{ state: 'waiting' | 'failed'; type: string }> {
  for (const state of [...STILL_TO_HANDLE, 'failed' as const]) {
    for (let start = 0; ; start += PAGE) {
      const jobs = await queue.getJobs([state], start, start + PAGE - 1)
      for (const job of jobs) yield { state: state === 'failed' ? state : 'waiting', type: job.name }
      if (jobs.length < PAGE) break
    }
  }
}

const inOrder = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })

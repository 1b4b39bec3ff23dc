import type { Bus } from '../bus/bus.ts'
import { every, type Schedule } from './every.ts'
import { scheduleQueueOf } from './rhythm.ts'

const FIVE_MINUTES = 300_000

/** Removes what a subgraph's queues keep of jobs that are done, where the back end cannot be relied on for that. */
export function handledJobs({ removeHandled }: Bus, name: string): Schedule[] {
  if (!removeHandled) return []
  const run = async () => (await removeHandled(name)) + (await removeHandled(scheduleQueueOf(name)))
  return [every({ name: 'handled-jobs', interval: FIVE_MINUTES, run })]
}

import type { Job } from 'bullmq'
import { masked } from './masked.ts'

/** A failed event as an operator sees it. It may be anything: what does not fit its contract ends here, too. */
export interface FailedEvent {
  readonly id: string
  readonly type: string
  readonly subject: string
  /** When it was published, as it says. */
  readonly time: string
  /** Pretty-printed, without secrets. */
  readonly data: string
  readonly error: string
  readonly stack: string
  readonly attempts: number
  readonly failedAt: Date | null
  /** Of the work that published it: what to look for among the traces; empty when there is none. */
  readonly traceId: string
}

export function toFailedEvent(job: Job): FailedEvent {
  const event = (job.data ?? {}) as Record<string, unknown>
  const text = (name: string): string => (typeof event[name] === 'string' ? event[name] : '')
  return {
    id: job.id ?? '',
    type: job.name,
    subject: text('subject'),
    time: text('time'),
    data: JSON.stringify(masked(event['data']), null, 2) ?? '',
    error: job.failedReason ?? '',
    stack: job.stacktrace?.at(-1) ?? '',
    attempts: job.attemptsMade,
    failedAt: job.finishedOn ? new Date(job.finishedOn) : null,
    traceId: text('traceparent').split('-')[1] ?? '',
  }
}

import type { Job } from 'bullmq'
import { masked } from './masked.ts'

/**
 * A failed event as an operator sees it, or a failed run of a schedule. An event may be anything: what does not fit its
 * contract ends here, too.
 */
export interface FailedEvent {
  readonly id: string
  /** The event's type, or the schedule's name. */
  readonly type: string
  /** When the run was due; null for an event. */
  readonly due: Date | null
  readonly subject: string
  /** When it was published, as it says. */
  readonly time: string
  /** Pretty-printed, without secrets. */
  readonly data: string
  readonly error: string
  readonly stack: string
  readonly attempts: number
  readonly failedAt: Date | null
  /** Of the work that published the event, or of the run: what to look for among the traces; empty when there is none. */
  readonly traceId: string
}

export function toFailedEvent(job: Job): FailedEvent {
  const event = (job.data ?? {}) as Record<string, unknown>
  const text = (name: string): string => (typeof event[name] === 'string' ? event[name] : '')
  return {
    id: job.id ?? '',
    type: job.name,
    due: job.repeatJobKey ? new Date(Number(job.id?.split(':').at(-1))) : null,
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

import type { Logger } from '@tradewind/service'
import type { JobsOptions, WorkerOptions } from 'bullmq'

export interface BusOptions {
  readonly logger: Logger
  /** Attempts to handle an event before it stays in the failed set. With the default back-off, ten take nine minutes. */
  readonly attempts?: number
  /** Milliseconds before the second attempt; doubled for each one after. */
  readonly backoff?: number
  /** Milliseconds after which the event of a worker that died is given to another. */
  readonly lockDuration?: number
}

export type Tuning = Required<Omit<BusOptions, 'logger'>>

export const withDefaults = ({
  attempts = 10,
  backoff = 1000,
  lockDuration = 10_000,
}: Omit<BusOptions, 'logger'>): Tuning => ({ attempts, backoff, lockDuration })

/** Failed events stay until somebody decides about them. */
export const jobOptions = ({ attempts, backoff }: Tuning): JobsOptions => ({
  attempts,
  backoff: { type: 'exponential', delay: backoff, jitter: 0.5 },
  removeOnFail: false,
  stackTraceLimit: 20,
})

export const workerOptions = ({ lockDuration }: Tuning): Omit<WorkerOptions, 'connection'> => ({
  lockDuration,
  stalledInterval: lockDuration / 2,
  // A process that is killed again and again must not cost an event its life: the default gives up at the second time.
  maxStalledCount: 20,
  runRetryDelay: 1000,
})

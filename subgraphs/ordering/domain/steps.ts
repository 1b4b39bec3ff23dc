import type { CancellationReason, Step } from './order.ts'
import type { OrderEvent } from './outcome.ts'

/** How long each step may wait for its answer, in milliseconds. */
export type StepTimeouts = Readonly<Record<Step, number>>

/** The time a decision is made at, and how long the steps it begins may last. */
export interface Clock {
  readonly now: Date
  readonly timeouts: StepTimeouts
}

/** Why an order is called off whose step had no answer in time. */
export const timeoutReasons: Readonly<Record<Step, CancellationReason>> = {
  PLACED: 'RESERVATION_TIMED_OUT',
  RESERVED: 'PAYMENT_TIMED_OUT',
  AUTHORISED: 'COMMIT_TIMED_OUT',
}

export const stepBegun = (step: Step, { now, timeouts }: Clock): OrderEvent => ({
  kind: 'StepBegun',
  step,
  dueAt: new Date(now.getTime() + timeouts[step]),
})

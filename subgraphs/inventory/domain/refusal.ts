import type { LevelProblem } from './level.ts'

/** Why a change of stock that a person asked for is not made. */
export type Refusal =
  | { readonly code: 'LOCATION_NOT_FOUND'; readonly field: string }
  /** `field` is the input that asked for too much. */
  | (LevelProblem & { readonly field: string })
  /** The idempotency key was used for another request. */
  | { readonly code: 'IDEMPOTENCY_CONFLICT' }

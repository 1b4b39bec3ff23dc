import type { DeclineReason } from '../../domain/answer.ts'
import type { Operation } from '../../domain/payment.ts'

/**
 * How the sandbox plays a request:
 * - `approve`, `decline`: it answers at once;
 * - `twice`: it approves, and sends word of it twice;
 * - `late`, `late-decline`: "pending" at first, decided and notified after a delay;
 * - `time-out`: it approves, but the answer never arrives; a look-up finds it;
 * - `lost`: the first request never arrives; the same request again is approved;
 * - `silent`: it takes the request, and never says anything about it;
 * - `decline-once`: the first request of this kind is refused, a later one (with a new key) approved.
 */
export type Play =
  | { readonly as: 'approve' | 'twice' | 'late' | 'time-out' | 'lost' | 'silent' | 'decline-once' }
  | { readonly as: 'decline' | 'late-decline'; readonly reason: DeclineReason }

/** How the sandbox plays the requests about one authorisation; `approve` where nothing is said. */
export interface Behaviour {
  /** What it is for, as the documentation says it. */
  readonly description: string
  readonly plays: Partial<Readonly<Record<Operation, Play>>>
}

const on = (operation: Operation, play: Play): Behaviour['plays'] => ({ [operation]: play })

/** The tokens that the sandbox knows. Any other is declined with INVALID_TOKEN. */
export const behaviours: Readonly<Record<string, Behaviour>> = {
  'sandbox-approve': { description: 'Everything is approved at once.', plays: {} },
  'sandbox-decline': {
    description: 'The authorisation is declined: REFUSED.',
    plays: on('AUTHORISE', { as: 'decline', reason: 'REFUSED' }),
  },
  'sandbox-insufficient-funds': {
    description: 'The authorisation is declined: INSUFFICIENT_FUNDS.',
    plays: on('AUTHORISE', { as: 'decline', reason: 'INSUFFICIENT_FUNDS' }),
  },
  'sandbox-expired-card': {
    description: 'The authorisation is declined: EXPIRED_CARD.',
    plays: on('AUTHORISE', { as: 'decline', reason: 'EXPIRED_CARD' }),
  },
  'sandbox-twice': {
    description: 'Approved, and word of it is sent twice.',
    plays: on('AUTHORISE', { as: 'twice' }),
  },
  'sandbox-late': {
    description: 'The authorisation is pending at first and approved a little later.',
    plays: on('AUTHORISE', { as: 'late' }),
  },
  'sandbox-late-decline': {
    description: 'The authorisation is pending at first and declined a little later: REFUSED.',
    plays: on('AUTHORISE', { as: 'late-decline', reason: 'REFUSED' }),
  },
  'sandbox-time-out': {
    description: 'The authorisation is approved, but its answer never arrives: the next look-up finds it.',
    plays: on('AUTHORISE', { as: 'time-out' }),
  },
  'sandbox-lost': {
    description: 'The first request for the authorisation never arrives; repeated, it is approved.',
    plays: on('AUTHORISE', { as: 'lost' }),
  },
  'sandbox-silent': {
    description: 'Never an answer about the authorisation: declined with NO_ANSWER after the last look-up.',
    plays: on('AUTHORISE', { as: 'silent' }),
  },
  'sandbox-capture-fails': {
    description: 'Authorised, but every capture is refused: CAPTURE_FAILED after the last try.',
    plays: on('CAPTURE', { as: 'decline', reason: 'REFUSED' }),
  },
  'sandbox-capture-fails-once': {
    description: 'Authorised; the first capture is refused, the second approved.',
    plays: on('CAPTURE', { as: 'decline-once' }),
  },
  'sandbox-capture-late': {
    description: 'Authorised; the capture is pending at first and approved a little later.',
    plays: on('CAPTURE', { as: 'late' }),
  },
  'sandbox-capture-time-out': {
    description: 'Authorised; the capture is done, but its answer never arrives.',
    plays: on('CAPTURE', { as: 'time-out' }),
  },
  'sandbox-void-fails': {
    description: 'Authorised, but every void is refused: VOID_FAILED after the last try.',
    plays: on('VOID', { as: 'decline', reason: 'REFUSED' }),
  },
  'sandbox-refund-fails': {
    description: 'Authorised and captured, but every refund is refused.',
    plays: on('REFUND', { as: 'decline', reason: 'REFUSED' }),
  },
  'sandbox-refund-late': {
    description: 'Authorised and captured; refunds are pending at first and approved a little later.',
    plays: on('REFUND', { as: 'late' }),
  },
}

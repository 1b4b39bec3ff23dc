import type { DeclineReason } from '../../domain/answer.ts'
import type { Operation } from '../../domain/payment.ts'
import type { SandboxTransaction } from '../../data/generated/client.ts'
import { behaviours, type Play } from './behaviours.ts'

/** What the sandbox decides about a new request. `approved` null: it counts as lost, or as swallowed. */
export interface Verdict {
  readonly approved: boolean | null
  readonly reason: DeclineReason | null
}

const yes: Verdict = { approved: true, reason: null }
const no = (reason: DeclineReason): Verdict => ({ approved: false, reason })

/** How the behaviour that the token of an authorisation chose plays one kind of request about it. */
export const playOf = (behaviour: string, operation: Operation): Play =>
  behaviours[behaviour]?.plays[operation] ?? { as: 'approve' }

/**
 * Whether a request is possible, as the books of the authorisation stand: no more is captured than was authorised, no
 * more refunded than captured, nothing voided after a capture.
 */
export function isPossible(
  books: readonly SandboxTransaction[],
  { operation, amount }: { readonly operation: Operation; readonly amount: bigint },
  now: Date,
): boolean {
  const authorisation = books.find((record) => record.operation === 'AUTHORISE')
  const sum = (kind: Operation) =>
    books
      .filter((record) => record.operation === kind && record.approved)
      .reduce((total, record) => total + record.amount, 0n)
  const voided = books.some((record) => record.operation === 'VOID' && record.approved)
  const undecided = authorisation?.approved === true && authorisation.decidedAt > now

  switch (operation) {
    case 'AUTHORISE':
      return true
    case 'CAPTURE':
      if (!authorisation?.approved || undecided || voided) return false
      return sum('CAPTURE') + amount <= authorisation.amount
    case 'VOID':
      return !undecided && sum('CAPTURE') === 0n
    case 'REFUND':
      return sum('REFUND') + amount <= sum('CAPTURE')
    default:
      return operation satisfies never
  }
}

/** What becomes of a possible request. */
export function decide(play: Play, books: readonly SandboxTransaction[], operation: Operation): Verdict {
  switch (play.as) {
    case 'approve':
    case 'twice':
    case 'late':
    case 'time-out':
      return yes
    case 'decline':
    case 'late-decline':
      return no(play.reason)
    case 'decline-once':
      return books.some((record) => record.operation === operation) ? yes : no('REFUSED')
    case 'lost':
    case 'silent':
      return { approved: null, reason: null }
    default:
      return play satisfies never
  }
}

/** How long after the request it is decided, in milliseconds, when the sandbox delays by `delay`. */
export const decidedAfter = ({ as }: Play, delay: number): number =>
  as === 'late' || as === 'late-decline' ? delay : 0

/** How many notifications a request brings, each after the delay. */
export function notificationsOf({ as }: Play): number {
  if (as === 'twice') return 2
  return as === 'late' || as === 'late-decline' ? 1 : 0
}

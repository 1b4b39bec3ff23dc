import type { Attempt, Payment } from './payment.ts'
import type { Change } from './record-answer.ts'

/**
 * Nobody waits for this attempt's answer any longer. It stays undecided: should the answer come after all, it is taken
 * in, and its idempotency key stays the one under which it is tried again.
 */
export function giveUp(payment: Payment, { operation }: Attempt): Change {
  const to = (state: Payment['state'], facts: Change['facts'] = []): Change => ({
    payment: { ...payment, state },
    movement: null,
    facts,
  })
  const same: Change = { payment, movement: null, facts: [] }

  switch (operation) {
    case 'AUTHORISE':
      if (payment.state !== 'PENDING') return same
      return {
        // It may have been approved, or be approved yet: what may be held has to be given back.
        payment: { ...payment, state: 'VOIDING', declineReason: 'NO_ANSWER' },
        movement: null,
        facts: [{ type: 'DECLINED', reason: 'NO_ANSWER' }],
      }
    case 'CAPTURE':
      if (payment.state === 'VOIDING') return to('VOID_FAILED')
      if (payment.state !== 'CAPTURING') return same
      return to('CAPTURE_FAILED', [{ type: 'CAPTURE_FAILED', reason: 'NO_ANSWER' }])
    case 'VOID':
      return payment.state === 'VOIDING' ? to('VOID_FAILED') : same
    case 'REFUND':
      return same
    default:
      return operation satisfies never
  }
}

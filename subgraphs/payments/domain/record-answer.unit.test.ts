import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Answer, DeclineReason } from './answer.ts'
import { dueAttempt, followOrder } from './follow-order.ts'
import { held, undecided, type Payment } from './payment.ts'
import { recordAnswer, type Recorded } from './record-answer.ts'

const patience = { tries: 3, firstWait: 100 }
const approved: Answer = { outcome: 'approved', reference: 'ref' }
const declined: Answer = { outcome: 'declined', reason: 'REFUSED' }
const unknown: Answer = { outcome: 'unknown' }

const requested: Payment = {
  state: 'PENDING',
  declineReason: null,
  amount: 1_000n,
  authorised: 0n,
  captured: 0n,
  voided: 0n,
  refunded: 0n,
  attempts: [],
  order: { shipped: false, ended: false },
}

/** Follows the order and begins what is due, as the handlers do. */
function begin(payment: Payment, order: Partial<Payment['order']> = {}): Payment {
  const followed = followOrder({ ...payment, order: { ...payment.order, ...order } })
  const due = dueAttempt(followed)
  if (!due) return followed
  const number = followed.attempts.length + 1
  const attempt = {
    ...due,
    id: `key ${number}`,
    number,
    outcome: 'UNDECIDED',
    declineReason: null as DeclineReason | null,
    reference: null as string | null,
    checks: 0,
  } as const
  return { ...followed, attempts: [...followed.attempts, attempt] }
}

const answer = (
  payment: Payment,
  said: Answer,
  number = payment.attempts.length,
  onSchedule = true,
): Recorded => recordAnswer(payment, payment.attempts[number - 1]!, said, { patience, onSchedule })

test('an approved authorisation is told, moved and final', () => {
  const first = answer(begin(requested), approved)
  expect(first).toMatchObject({
    payment: { state: 'AUTHORISED', authorised: 1_000n },
    movement: { kind: 'AUTHORISATION', amount: 1_000n },
    facts: [{ type: 'AUTHORISED' }],
    due: null,
  })
  for (const said of [approved, declined, unknown]) {
    expect(answer(first.payment, said)).toEqual({
      payment: first.payment,
      movement: null,
      facts: [],
      due: null,
    })
  }
})

test('an undecided attempt is looked up after doubling waits; answers from elsewhere do not add look-ups', () => {
  const waits: (number | undefined)[] = []
  let { payment, due } = answer(begin(requested), unknown)
  while (due?.what === 'LOOK_UP') {
    waits.push(due.after)
    const fromElsewhere: Recorded = answer(payment, unknown, 1, false)
    expect(fromElsewhere).toMatchObject({ payment, due: null })
    ;({ payment, due } = answer(payment, unknown))
  }
  expect(waits).toEqual([100, 200, 400])
  expect(payment).toMatchObject({ state: 'VOIDING', declineReason: 'NO_ANSWER' })
  expect(due).toEqual({ what: 'NEXT_STEP', after: 0 })
})

test('an authorisation of an order that ended is given back at once and not told', () => {
  const pending = begin(requested)
  const late = answer({ ...pending, order: { shipped: false, ended: true } }, approved)
  expect(late).toMatchObject({
    payment: { state: 'VOIDING' },
    facts: [],
    due: { what: 'NEXT_STEP', after: 0 },
  })
  expect(answer(begin(late.payment), approved)).toMatchObject({
    payment: { state: 'VOIDED', voided: 1_000n },
    facts: [{ type: 'VOIDED' }],
    due: null,
  })
})

test('a refused capture is tried again after doubling waits, then left to staff', () => {
  let payment = answer(begin(requested), approved).payment
  const waits: (number | undefined)[] = []
  for (let tries = 1; tries <= patience.tries; tries++) {
    const refused = answer(begin(payment, { shipped: true }), declined)
    payment = refused.payment
    waits.push(refused.due?.after)
  }
  expect(waits).toEqual([100, 200, undefined])
  expect(payment.state).toBe('CAPTURE_FAILED')
})

/** What may come next: news of the order, or an answer to any attempt, also one that is decided. */
const step = fc.oneof(
  fc.record({ order: fc.constantFrom('shipped', 'ended', 'step due') }),
  fc.record({
    attempt: fc.nat(9),
    said: fc.constantFrom(approved, declined, unknown),
    onSchedule: fc.boolean(),
  }),
)

test('whatever is said in whatever order: nothing moves twice, nothing is below zero, nothing is kept in vain', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      let payment = begin(requested)
      const movements: string[] = []
      const told: string[] = []
      for (const next of steps) {
        if ('order' in next) {
          payment = begin(payment, next.order === 'step due' ? {} : { [next.order]: true })
          continue
        }
        const attempt = payment.attempts[next.attempt]
        if (!attempt) continue
        const recorded = recordAnswer(payment, attempt, next.said, { patience, onSchedule: next.onSchedule })
        payment = recorded.payment
        if (recorded.movement) movements.push(recorded.movement.kind)
        told.push(...recorded.facts.map(({ type }) => type))
      }
      const { authorised, captured, voided, refunded } = payment
      expect([held(payment), captured, voided, refunded, captured - refunded].every((sum) => sum >= 0n)).toBe(
        true,
      )
      expect(authorised <= payment.amount).toBe(true)
      expect(new Set(movements).size).toBe(movements.length)
      expect(told.filter((type) => type === 'AUTHORISED' || type === 'DECLINED').length).toBeLessThanOrEqual(
        1,
      )
      for (const operation of ['AUTHORISE', 'CAPTURE', 'VOID'] as const) {
        expect(undecided(payment, operation).length).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: 2_000 },
  )
})

import { expect, test } from 'vitest'
import type { Payment } from './payment.ts'
import { refund, retryCapture, voidPayment } from './staff.ts'

const captured: Payment = {
  state: 'CAPTURED',
  declineReason: null,
  amount: 1_000n,
  authorised: 1_000n,
  captured: 1_000n,
  voided: 0n,
  refunded: 0n,
  attempts: [],
  order: { shipped: true, ended: false },
}
const undecided = {
  id: 'a key',
  number: 2,
  outcome: 'UNDECIDED',
  declineReason: null,
  reference: null,
  checks: 3,
} as const

test('refunds all that is left when no amount is given', () => {
  expect(refund({ ...captured, refunded: 400n }, null)).toMatchObject({ operation: 'REFUND', amount: 600n })
})

test('refuses a refund beyond what is left, refunds under way counted in', () => {
  const payment: Payment = {
    ...captured,
    refunded: 400n,
    attempts: [{ ...undecided, operation: 'REFUND', amount: 500n }],
  }
  expect(refund(payment, 101n)).toEqual({
    type: 'REFUSED',
    refusal: { type: 'EXCEEDS_CAPTURED', refundable: 100n },
  })
  expect(refund(payment, 100n)).toMatchObject({ type: 'NEW', amount: 100n })
})

test('takes an unanswered capture up again under its key instead of capturing twice', () => {
  const payment: Payment = {
    ...captured,
    state: 'CAPTURE_FAILED',
    captured: 0n,
    attempts: [{ ...undecided, operation: 'CAPTURE', amount: 1_000n }],
  }
  expect(retryCapture(payment)).toMatchObject({ type: 'AGAIN', attempt: { id: 'a key' } })
  expect(voidPayment(payment)).toMatchObject({ type: 'AGAIN', payment: { state: 'VOIDING' } })
})

test('captures and voids again only what has failed', () => {
  expect(retryCapture(captured)).toEqual({
    type: 'REFUSED',
    refusal: { type: 'WRONG_STATE', state: 'CAPTURED' },
  })
  expect(voidPayment(captured)).toMatchObject({ type: 'REFUSED' })
  expect(voidPayment({ ...captured, state: 'CAPTURE_FAILED', captured: 0n })).toMatchObject({
    type: 'NEW',
    operation: 'VOID',
    amount: 1_000n,
  })
})

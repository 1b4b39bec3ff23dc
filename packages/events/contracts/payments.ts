import { z } from 'zod'
import { defineEvent } from '../definition.ts'
import { currencyCode, minorUnits, orderId, paymentId } from './values.ts'

const money = { orderId, paymentId, amount: minorUnits, currencyCode }
const reason = z.string().describe('What the provider said, for people.')
const attempt = z.number().int().positive().describe('Which attempt of the payment, from 1.')

/** The provider holds the order's amount for us. Subject: the order's id. */
export const paymentAuthorised = defineEvent('payments.payment.authorised', 1, z.object(money))

/** The provider refused the payment. Subject: the order's id. */
export const paymentDeclined = defineEvent(
  'payments.payment.declined',
  1,
  z.object({ orderId, paymentId, reason }),
)

/** The money moved to us. Subject: the order's id. */
export const paymentCaptured = defineEvent('payments.payment.captured', 1, z.object(money))

/** The provider refused to capture what it had authorised: somebody has to look at it. Subject: the order's id. */
export const paymentCaptureFailed = defineEvent(
  'payments.payment.capture-failed',
  1,
  z.object({ orderId, paymentId, reason }),
)

/** An authorisation was given back before any money moved. Subject: the order's id. */
export const paymentVoided = defineEvent('payments.payment.voided', 1, z.object({ orderId, paymentId }))

/** Money moved back to the customer, all or part of it. Subject: the order's id. */
export const paymentRefunded = defineEvent('payments.payment.refunded', 1, z.object(money))

/**
 * The attempt of that number may still have no certain answer: it is to be looked up (payments to itself, delayed).
 * Subject: the order's id.
 */
export const paymentCheckDue = defineEvent(
  'payments.payment.check-due',
  1,
  z.object({ orderId, paymentId, attempt }),
)

/**
 * The payment's next step is to be taken: a void after a late approval, a refused capture once more, … (payments to
 * itself, often delayed). Subject: the order's id.
 */
export const paymentStepDue = defineEvent('payments.payment.step-due', 1, z.object({ orderId, paymentId }))

/** The provider sent word of an attempt: what became of it is to be looked up (payments to itself). Subject: the order's id. */
export const paymentNotified = defineEvent(
  'payments.payment.notified',
  1,
  z.object({ orderId, paymentId, attempt }),
)

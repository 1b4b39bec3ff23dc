import { z } from 'zod'
import { defineEvent } from '../definition.ts'
import { currencyCode, id, minorUnits } from './values.ts'

const money = { orderId: id, paymentId: id, amount: minorUnits, currencyCode }

/** The provider holds the order's amount for us. Subject: the order's id. */
export const paymentAuthorised = defineEvent('payments.payment.authorised', 1, z.object(money))

/** The provider refused the payment. Subject: the order's id. */
export const paymentDeclined = defineEvent(
  'payments.payment.declined',
  1,
  z.object({ orderId: id, paymentId: id, reason: z.string() }),
)

/** The money moved to us. Subject: the order's id. */
export const paymentCaptured = defineEvent('payments.payment.captured', 1, z.object(money))

/** The provider refused to capture what it had authorised: somebody has to look at it. Subject: the order's id. */
export const paymentCaptureFailed = defineEvent(
  'payments.payment.capture-failed',
  1,
  z.object({ orderId: id, paymentId: id, reason: z.string() }),
)

/** An authorisation was given back before any money moved. Subject: the order's id. */
export const paymentVoided = defineEvent(
  'payments.payment.voided',
  1,
  z.object({ orderId: id, paymentId: id }),
)

/** Money moved back to the customer, all or part of it. Subject: the order's id. */
export const paymentRefunded = defineEvent('payments.payment.refunded', 1, z.object(money))

/**
 * A payment is to be taken up again: its attempt of that number has no certain answer and is to be looked up, or another
 * has become due (payments to itself, usually delayed). Subject: the order's id.
 */
export const paymentCheckDue = defineEvent(
  'payments.payment.check-due',
  1,
  z.object({ orderId: id, paymentId: id, attempt: z.number().int().positive() }),
)

/** The provider sent word of an attempt: what became of it is to be looked up (payments to itself). Subject: the order's id. */
export const paymentNotified = defineEvent(
  'payments.payment.notified',
  1,
  z.object({ orderId: id, paymentId: id, attempt: z.number().int().positive() }),
)

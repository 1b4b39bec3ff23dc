import { z } from 'zod'
import { defineEvent } from '../definition.ts'
import { sealedField } from '../sealing/sealed-field.ts'
import { currencyCode, customerId, minorUnits, orderId, stockLine } from './values.ts'

const lines = z.array(stockLine).min(1).describe('What is ordered, a line for each variant.')

/** Why an order was cancelled. */
export const cancellationReason = z
  .enum([
    'CUSTOMER_REQUEST',
    'STAFF_DECISION',
    'RESERVATION_TIMED_OUT',
    'RESERVATION_EXPIRED',
    'PAYMENT_TIMED_OUT',
    'COMMIT_TIMED_OUT',
  ])
  .describe('Why the order was cancelled.')

/** Why an order was rejected. */
export const rejectionReason = z
  .enum(['OUT_OF_STOCK', 'PAYMENT_DECLINED'])
  .describe('Why the order was rejected.')

/** A customer placed an order; its stock is to be reserved. Subject: the order's id. */
export const orderPlaced = defineEvent('ordering.order.placed', 1, z.object({ orderId, customerId, lines }))

/**
 * Stock is held for an order; its payment is to be authorised. Superseded by version 2, which keeps the token secret:
 * nobody publishes this any more, what an older release has published is still handled. Subject: the order's id.
 */
export const orderPaymentRequested = defineEvent(
  'ordering.order.payment-requested',
  1,
  z.object({
    orderId,
    customerId,
    amount: minorUnits.describe('What is to be authorised, in minor units.'),
    currencyCode,
    paymentToken: z
      .string()
      .max(200)
      .describe(
        'What the payment provider’s form gave the client; worth nothing to anyone but the provider.',
      ),
  }),
)

/** What the payment provider's form gave the client. From the moment it comes in, only payments has it in plain text. */
export const paymentToken = sealedField(
  'ordering.order.payment-token',
  'What the payment provider’s form gave the client.',
)

/** Stock is held for an order; its payment is to be authorised. Subject: the order's id. */
export const orderPaymentRequestedV2 = defineEvent(
  'ordering.order.payment-requested',
  2,
  z.object({
    orderId,
    customerId,
    amount: minorUnits.describe('What is to be authorised, in minor units.'),
    currencyCode,
    paymentToken: paymentToken.schema,
  }),
)

/** Payment is authorised; the held stock is to be committed. Subject: the order's id. */
export const orderAuthorised = defineEvent('ordering.order.authorised', 1, z.object({ orderId, lines }))

/** Stock and payment are certain. Subject: the order's id. */
export const orderConfirmed = defineEvent('ordering.order.confirmed', 1, z.object({ orderId, customerId }))

/** The order cannot be served; whatever was done for it is to be undone. Subject: the order's id. */
export const orderRejected = defineEvent(
  'ordering.order.rejected',
  1,
  z.object({ orderId, customerId, reason: rejectionReason }),
)

/** The order was called off before it shipped; whatever was done for it is to be undone. Subject: the order's id. */
export const orderCancelled = defineEvent(
  'ordering.order.cancelled',
  1,
  z.object({ orderId, customerId, reason: cancellationReason }),
)

/** The parcel left; the payment is to be captured. Subject: the order's id. */
export const orderShipped = defineEvent('ordering.order.shipped', 1, z.object({ orderId, customerId }))

/** The parcel arrived. Subject: the order's id. */
export const orderDelivered = defineEvent('ordering.order.delivered', 1, z.object({ orderId, customerId }))

/** A step of an order has waited long enough (ordering to itself, delayed). Subject: the order's id. */
export const orderStepDue = defineEvent(
  'ordering.order.step-due',
  1,
  z.object({
    orderId,
    status: z.enum(['PLACED', 'RESERVED', 'AUTHORISED']).describe('The status it was waiting in.'),
  }),
)

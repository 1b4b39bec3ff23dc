import { isId } from '@tradewind/service'
import { z } from 'zod'

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })

/** PostgreSQL refuses NUL, and nobody means any other control character in a line of text. */
const line = (maximum: number) =>
  z
    .string()
    .trim()
    .max(maximum, `Use ${maximum} characters at most.`)
    .regex(/^\P{Cc}*$/u, 'Use one line of plain text.')
    .refine((text) => text.isWellFormed(), 'This is not valid Unicode text.')

const required = (maximum: number) => line(maximum).min(1, 'This must not be empty.')

const optional = (maximum: number) =>
  line(maximum)
    .nullish()
    .transform((text) => text || null)

const note = z
  .string()
  .trim()
  .max(1_000, 'Use 1000 characters at most.')
  .regex(/^[\P{Cc}\n\r\t]*$/u, 'Use plain text.')
  .refine((text) => text.isWellFormed(), 'This is not valid Unicode text.')
  .nullish()
  .transform((text) => text || null)

/** In the form ids are compared in; a malformed one is left as it is, and treated like an unknown one. */
const id = z.string().transform((text) => (isId(text) ? text.toLowerCase() : text))

const idempotencyKey = required(200)

const shippingAddress = z.object({
  name: required(200),
  company: optional(200),
  line1: required(200),
  line2: optional(200),
  city: required(100),
  region: optional(100),
  postalCode: optional(20),
  countryCode: z
    .string()
    .trim()
    .toUpperCase()
    .refine(
      (code) => /^[A-Z]{2}$/.test(code) && regions.of(code) !== undefined,
      'Give a country code of ISO 3166-1, like "DE".',
    ),
  phone: optional(40),
})

/** How many lines there may be is a rule of the shop, looked at before anything else. */
export const placeOrderInput = z.object({
  lines: z.array(
    z.object({
      variantId: id,
      quantity: z.number().int().min(1, 'Order at least one piece.'),
      expectedUnitPrice: z.string().nullish(),
    }),
  ),
  shippingAddress,
  currencyCode: z.string(),
  paymentToken: required(200),
  idempotencyKey,
})

export type PlaceOrderInput = z.infer<typeof placeOrderInput>

export const cancelOrderInput = z.object({
  orderId: id,
  reason: z.enum(['CUSTOMER_REQUEST', 'STAFF_DECISION']).nullish(),
  note,
  idempotencyKey,
})

export const shipOrderInput = z.object({
  orderId: id,
  carrier: required(100),
  trackingNumber: optional(100),
  idempotencyKey,
})

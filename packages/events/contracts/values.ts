import { z } from 'zod'

/** A UUID, as every id of Tradewind is. */
export const id = z.uuid().describe('A UUID.')

export const orderId = id.describe('The order.')
export const customerId = id.describe('The customer, as identity knows them.')
export const productId = id.describe('The product.')
export const variantId = id.describe('The product variant.')
export const paymentId = id.describe('The payment; an order has one.')

/** An amount in minor units (cents), as a decimal integer in a string: JSON numbers lose digits beyond 2^53. */
export const minorUnits = z
  .string()
  .regex(/^-?\d{1,18}$/)
  .describe('An amount in minor units (cents), a decimal integer in a string.')

/** A three-letter ISO 4217 code. */
export const currencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .describe('The currency of the amount, an ISO 4217 code.')

/** An instant as RFC 3339 in UTC. */
export const instant = z.iso.datetime().describe('An instant, RFC 3339 in UTC.')

export const quantity = z.number().int().positive().describe('How many pieces.')

/** An order line as stock sees it. */
export const stockLine = z.object({ variantId, quantity }).describe('An order line as stock sees it.')

import { z } from 'zod'

/** A UUID, as every id of Tradewind is. */
export const id = z.uuid()

/** An amount in minor units (cents), as a decimal integer in a string: JSON numbers lose digits beyond 2^53. */
export const minorUnits = z.string().regex(/^-?\d{1,18}$/)

/** A three-letter ISO 4217 code. */
export const currencyCode = z.string().regex(/^[A-Z]{3}$/)

/** An instant as RFC 3339 in UTC. */
export const instant = z.iso.datetime()

export const quantity = z.number().int().positive()

/** An order line as stock sees it. */
export const stockLine = z.object({ variantId: id, quantity })

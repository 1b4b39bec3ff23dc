import { z } from 'zod'

/** A field of an event that is a secret: it travels, and is kept, encrypted. Made by `sealedField`. */
export interface SealedField {
  /** What is sealed for one field does not open as another. */
  readonly name: string
  /** What the field looks like in the event's data: plain text does not fit, and so cannot be published. */
  readonly schema: z.ZodString
}

/** `sealed.<id of the key>.<initialisation vector, cipher text and tag in base64url>` */
const SEALED = /^sealed\.[0-9a-f]{8}\.[A-Za-z0-9_-]{38,2000}$/

/**
 * Declares a secret field, for the contract of an event: `paymentToken: paymentToken.schema`. Its name is
 * `<publisher>.<aggregate>.<field>`. The generated contracts mark it with `x-sealed`.
 */
export function sealedField(name: `${string}.${string}.${string}`, description: string): SealedField {
  const sealed = `${description} Sealed for the subject of the event.`
  return { name, schema: z.string().regex(SEALED).meta({ description: sealed, 'x-sealed': true }) }
}

export const isSealed = (value: unknown): boolean => typeof value === 'string' && SEALED.test(value)

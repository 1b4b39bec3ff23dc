import { z } from 'zod'
import { isCountryCode } from '../domain/country.ts'
import { normaliseEmail } from '../domain/email.ts'
import { normalisePassword } from '../domain/password.ts'

/** A line of text without blanks around it, of 1 to `max` characters. */
export const line = (max: number) =>
  z
    .string('This needs a text.')
    .trim()
    .min(1, { error: 'This cannot be empty.', abort: true })
    .max(max, { error: `This has at most ${max} characters.`, abort: true })
    // Control characters: no line holds any, PostgreSQL refuses NUL, and others can mislead whoever reads a label.
    .refine((text) => !/\p{Cc}/u.test(text), 'This cannot contain control characters.')
    .refine((text) => text.isWellFormed(), 'This is not well-formed Unicode text.')

/** A line that may be null or blank, which both mean that there is none, or absent. */
const optionalLine = (max: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? null : value),
    line(max).nullish(),
  )

const email = z.string().transform((typed, context) => {
  const address = normaliseEmail(typed)
  if (address !== null) return address
  context.addIssue('This is not an e-mail address, like "anna@example.com".')
  return z.NEVER
})

// Far above the longest password there can be: only what would cost too much to normalise and hash is refused here.
const password = z.string().max(1_000, 'No password is that long.').transform(normalisePassword)

const countryCode = z
  .string('This needs a country code.')
  .transform((code) => code.slice(0, 10).trim().toUpperCase())
  .refine(isCountryCode, 'This is not a country code of ISO 3166-1, like "DE".')

const address = {
  recipient: line(100),
  line1: line(200),
  line2: optionalLine(200),
  city: line(100),
  region: optionalLine(100),
  postalCode: optionalLine(20),
  countryCode,
  phone: optionalLine(30),
  isDefault: z.boolean('This is true or false.'),
}

export const signUpInput = z.object({ email, password, name: line(100) })
export const signInInput = z.object({ email, password })
export const updateProfileInput = z.object({ name: line(100).optional() })
export const changePasswordInput = z.object({ currentPassword: password, newPassword: password })
export const addAddressInput = z.object(address)
export const updateAddressInput = z.object(address).partial()
export const setRolesInput = z.object({
  roles: z
    .array(z.enum(['CUSTOMER', 'STAFF', 'ADMIN']))
    .min(1, 'A customer has at least one role.')
    .max(10, 'There are only three roles.')
    .transform((roles) => [...new Set(roles)]),
})

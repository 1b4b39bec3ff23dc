/** The longest address SMTP can deliver to (RFC 5321, section 4.5.3.1.3, without the angle brackets). */
const MAX_LENGTH = 254

// The HTML Living Standard's definition of a valid e-mail address, with at least one dot in the domain.
// ASCII only on purpose: no two addresses look alike but differ, and lower case means the same everywhere.
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const ADDRESS = new RegExp(`^[a-z0-9.!#$%&'*+/=?^_\`{|}~-]{1,64}@${LABEL}(?:\\.${LABEL})+$`)

/** The one form in which an address is stored, compared and looked up: no blanks around it, lower case; null when it is none. */
export function normaliseEmail(typed: string): string | null {
  if (typed.length > MAX_LENGTH + 100) return null
  const address = typed.trim().toLowerCase()
  return address.length <= MAX_LENGTH && ADDRESS.test(address) ? address : null
}

import { isSealed } from '@tradewind/events'

/** Names of fields whose values are nobody's to read on a screen. */
const SECRET =
  /token|secret|password|passphrase|credential|authori[sz]ation$|cookie|api-?key|card|cvv|cvc|iban/i

const MASK = '••••••'

/** A copy of a value without what its fields' names say is secret, or what is sealed, however deep. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked)
  if (isSealed(value)) return MASK
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET.test(name) && inner !== null ? MASK : masked(inner),
    ]),
  )
}

/** Names of fields whose values are nobody's to read on a screen. */
const SECRET =
  /token|secret|password|passphrase|credential|authori[sz]ation$|cookie|api-?key|card|cvv|cvc|iban/i

/** A copy of a value without what its fields' names say is secret, however deep. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET.test(name) && inner !== null ? '••••••' : masked(inner),
    ]),
  )
}

/** A number that JavaScript cannot hold, kept as its text: `JSON.stringify` writes it as it came. */
interface RawNumber {
  readonly rawJSON: string
}
type Reviver = (name: string, value: unknown, context: { readonly source?: string }) => unknown

// https://tc39.es/proposal-json-parse-with-source/, which TypeScript's library does not know yet.
const json = JSON as unknown as {
  rawJSON(text: string): RawNumber
  isRawJSON(value: unknown): value is RawNumber
  parse(text: string, reviver: Reviver): unknown
}

/** Enough digits for an integer to be beyond 2^53, where a value can begin. */
const longInteger = /(?:^|[[:,\s])-?\d{16,}/

/**
 * Whether there are sixteen digits in a row. One of sixteen places in a row is a multiple of sixteen, so only those are
 * looked at: the expression alone would take more than half as long as parsing.
 */
function hasManyDigits(text: string): boolean {
  for (let place = 15; place < text.length; place += 16) {
    if (!isDigit(text, place)) continue
    let first = place
    while (isDigit(text, first - 1)) first -= 1
    let end = place + 1
    while (isDigit(text, end)) end += 1
    if (end - first >= 16) return true
  }
  return false
}

function isDigit(text: string, place: number): boolean {
  const code = text.charCodeAt(place)
  return code >= 48 && code <= 57
}

/** Parses JSON without changing integers beyond 2^53, which as JavaScript numbers would become other ones. */
export function parseExactly(text: string): unknown {
  if (!hasManyDigits(text) || !longInteger.test(text)) return JSON.parse(text)
  return json.parse(text, (_name, value, { source }) =>
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    source !== undefined &&
    /^-?\d+$/.test(source)
      ? json.rawJSON(source)
      : value,
  )
}

/** Whether a value is an integer that was kept as its text. */
export const isRawNumber = (value: unknown): value is RawNumber => json.isRawJSON(value)

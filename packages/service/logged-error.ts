import { pino } from 'pino'

// Of what libraries hang on their errors, only this: the rest may be the command that failed, with a password in it
// (ioredis), or whole rows (PostgreSQL's `detail`, Prisma's `meta`).
const kept = [
  'type',
  'code',
  'severity',
  'constraint',
  'table',
  'column',
  'syscall',
  'address',
  'port',
] as const

/** An error as it is logged: with its causes, and without the values that caused it. What is no error stays as it is. */
export function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { message, stack, aggregateErrors, ...rest } = pino.stdSerializers.err(error)
  const fields: Record<string, unknown> = { ...rest }
  return {
    ...Object.fromEntries(kept.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]]))),
    message: withoutValues(message, error),
    stack: withoutValues(stack, error),
    ...(aggregateErrors && error instanceof AggregateError && { errors: error.errors.map(loggedError) }),
  }
}

/** A text without the values that the messages of an error and its causes quote. */
function withoutValues(text: string, error: unknown): string {
  let cleaned = text
  const seen = new Set<unknown>()
  for (let each = error; each instanceof Error && !seen.has(each); each = each.cause) {
    seen.add(each)
    const told = quotations.reduce(
      (message, [quoted, instead]) => message.replace(quoted, instead),
      each.message,
    )
    cleaned = cleaned.replaceAll(each.message, () => told)
  }
  return cleaned
}

/** How PostgreSQL and `JSON.parse` quote what they cannot read: to the last quotation mark, as values may have some. */
const quotations: readonly [RegExp, string][] = [
  [/(invalid input|malformed|value out of range)([^"]*)".*"/s, '$1$2"…"'],
  [/value ".*" is out of range/s, 'value "…" is out of range'],
  [/Unexpected token .* is not valid JSON/s, 'Unexpected token; it is not valid JSON'],
  [/^".*" is not valid JSON/s, 'It is not valid JSON'],
]

/** A line of the log without the names and passwords in its URLs. */
export const withoutCredentials = (line: string): string =>
  line.includes('@') ? line.replace(/(:\/\/)[^/?#@\s"']*@/g, '$1') : line

import type { z } from 'zod'

/** An entry of a payload's `errors` about one input value. */
export interface InvalidInputError {
  readonly __typename: 'InvalidInputError'
  readonly message: string
  readonly path: string[]
}

export type ParsedInput<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly errors: InvalidInputError[] }

/** Checks a mutation's input; all its faults come back at once, as entries for the payload's `errors`. */
export function parseInput<Value>(schema: z.ZodType<Value>, input: unknown): ParsedInput<Value> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return { ok: true, value: parsed.data }
  return {
    ok: false,
    errors: parsed.error.issues.map(({ message, path }) => invalidInput(message, path.map(String))),
  }
}

/** An input error found by a rule that a schema cannot express. */
export const invalidInput = (message: string, path: string[] = []): InvalidInputError => ({
  __typename: 'InvalidInputError',
  message,
  path,
})

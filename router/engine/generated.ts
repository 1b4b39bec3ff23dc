/**
 * Evaluates generated source text that returns a function, and may use what is bound by name. Text that comes from an
 * operation or a schema must be in it as string literals made by JSON.stringify, and nowhere else.
 */
export function evaluate(code: string, bound: Readonly<Record<string, unknown>>): unknown {
  // oxlint-disable-next-line typescript/no-implied-eval -- whoever generates it answers for the text
  const make = new Function(...Object.keys(bound), `"use strict";${code}`) as (
    ...values: unknown[]
  ) => unknown
  return make(...Object.values(bound))
}

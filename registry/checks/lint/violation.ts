import type { LintRule } from './rules.ts'

/** From and up to which character of the text. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** Something in a schema that is against a rule, whatever level the rule has. */
export interface Violation {
  readonly rule: LintRule
  readonly coordinate: string
  readonly message: string
  readonly at: Place | undefined
}

import type { ASTNode } from 'graphql'
import type { LintRule } from './rules.ts'

/** Something in a schema that is against a rule, whatever level the rule has. */
export interface Violation {
  readonly rule: LintRule
  readonly coordinate: string
  readonly message: string
  readonly node: ASTNode
}

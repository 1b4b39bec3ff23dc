import type { Criticality, SchemaChange } from '../types.ts'
import { changeKinds, type ChangeCode } from './codes.ts'

/**
 * What else must hold for a breaking change to break an operation that uses one of its coordinates; each is decided on
 * the operation's text (operations/proofs.ts):
 * - `SELECTION`: the coordinate is in the text itself. Usage also lists a field under the types that an interface's
 *   field may turn out to be, and those an operation does not depend on.
 * - `ARGUMENTS`: with the new schema, the field of a coordinate is not given what it needs.
 * - `FRAGMENTS`: with the new schema, a condition on a type among the coordinates can never hold.
 * - `DIRECTIVES`: with the new schema, the directives of the text are not used as they must be.
 * - `DOCUMENT`: with the new schema, the text asks for what is not there, or in another way than it must.
 */
export type Proof = 'SELECTION' | 'ARGUMENTS' | 'FRAGMENTS' | 'DIRECTIVES' | 'DOCUMENT'

/** Which operations a breaking change breaks. */
export interface Impact {
  /** An operation has to use one of them. */
  readonly coordinates: readonly string[]
  /** A directive that its text has to use instead: usage does not list directives. Without its `@`. */
  readonly directive?: string
  /** Without it, each use breaks. */
  readonly proof?: Proof
}

/** A change as the diff finds it: breaking ones say whom they break. */
export interface DiffedChange extends SchemaChange {
  readonly code: ChangeCode
  readonly impact?: Impact
}

/** The codes of the changes of a criticality. */
export type ChangeOf<C extends Criticality> = {
  [Code in ChangeCode]: (typeof changeKinds)[Code] extends C ? Code : never
}[ChangeCode]

/** Reasons of deprecations and defaults may be as long as somebody liked. */
const LONGEST_DESCRIPTION = 500

/** A change of its code's criticality; a breaking one says whom it breaks. */
export function change(
  code: ChangeOf<'BREAKING'>,
  coordinate: string,
  description: string,
  impact: Impact,
): DiffedChange
export function change(
  code: ChangeOf<'DANGEROUS' | 'SAFE'>,
  coordinate: string,
  description: string,
): DiffedChange
export function change(code: ChangeCode, coordinate: string, text: string, impact?: Impact): DiffedChange {
  const description = text.length > LONGEST_DESCRIPTION ? `${text.slice(0, LONGEST_DESCRIPTION)}…` : text
  return { code, criticality: changeKinds[code], coordinate, description, ...(impact && { impact }) }
}

/** The elements of both by name: what went, what came, and what is in both. */
export function byName<T extends { readonly name: string }>(before: readonly T[], after: readonly T[]) {
  const old = new Map(before.map((each) => [each.name, each]))
  const present = new Set(after.map(({ name }) => name))
  return {
    removed: before.filter(({ name }) => !present.has(name)),
    added: after.filter(({ name }) => !old.has(name)),
    kept: after.flatMap((now) => {
      const was = old.get(now.name)
      return was ? [{ was, now }] : []
    }),
  }
}

import type { CandidateOperation } from '../../data/checked-operations.ts'
import type { DiffedChange } from '../diff/change.ts'
import type { LintResult } from '../lint/lint-sdl.ts'
import type { LintConfig } from '../lint/rules.ts'

/** A schema to lint. With a base, only what is new since counts. */
export interface LintTask {
  readonly kind: 'lint'
  readonly sdl: string
  readonly baseSdl: string | null
  readonly config: LintConfig
}

/** Two API schemas to compare; an empty one has nothing yet. */
export interface DiffTask {
  readonly kind: 'diff'
  readonly before: string
  readonly after: string
}

/** Operations to hold against the changes between two API schemas. */
export interface JudgeTask {
  readonly kind: 'judge'
  readonly before: string
  readonly after: string
  readonly changes: readonly DiffedChange[]
  readonly candidates: readonly CandidateOperation[]
}

/** The differences between two API schemas; the errors say why the new one is none. */
export type DiffAnswer =
  | { readonly ok: true; readonly changes: readonly DiffedChange[] }
  | { readonly ok: false; readonly errors: readonly { code: string; message: string }[] }

/** For each of the changes, the operations that it breaks, as indexes of the candidates. */
export type JudgeAnswer = readonly (readonly number[])[]

export type AnalysisTask = LintTask | DiffTask | JudgeTask
export type AnalysisAnswer = LintResult | DiffAnswer | JudgeAnswer

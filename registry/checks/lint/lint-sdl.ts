import { GraphQLError, isExecutableDefinitionNode, Kind, parse, type DocumentNode } from 'graphql'
import type { LintDiagnostic } from '../types.ts'
import { documentationViolations } from './documentation.ts'
import { directiveOn, elementsOf } from './elements.ts'
import { nameViolations } from './names.ts'
import { lintRules, type LintConfig } from './rules.ts'
import { createLocator } from './source-positions.ts'
import { useViolations } from './use-of-types.ts'
import type { Violation } from './violation.ts'

/** What the linter found; the most that anybody reads of it, and how much there is. */
export interface LintResult {
  /** Errors first, each kind in the order of the text. */
  readonly diagnostics: readonly LintDiagnostic[]
  readonly errorsCount: number
  readonly warningsCount: number
}

const MOST_DIAGNOSTICS = 500

/**
 * Holds a schema document, a subgraph's or a whole API's, against the rules. What `baseSdl` (the schema before) breaks
 * already is left out: `rover subgraph lint --ignore-existing-lint-violations`, and checks.
 */
export function lintSdl(sdl: string, config: LintConfig = {}, baseSdl?: string): LintResult {
  const known = new Set(baseSdl === undefined ? [] : violationsOf(baseSdl).map(keyOf))
  const levels = { ...lintRules, ...config }
  const found = violationsOf(sdl)
    .filter((violation) => !known.has(keyOf(violation)))
    .map((violation) => ({ ...violation, level: levels[violation.rule] }))
    .toSorted((a, b) => (a.at?.start ?? 0) - (b.at?.start ?? 0))
  const errors = found.filter(({ level }) => level === 'ERROR')
  const warnings = found.filter(({ level }) => level === 'WARNING')
  const locate = createLocator(sdl)
  return {
    diagnostics: [...errors, ...warnings]
      .slice(0, MOST_DIAGNOSTICS)
      .map(({ rule, level, coordinate, message, at }): LintDiagnostic => ({
        rule,
        level: level as LintDiagnostic['level'],
        coordinate,
        message,
        sourceLocations: locate(at),
      })),
    errorsCount: errors.length,
    warningsCount: warnings.length,
  }
}

const keyOf = ({ rule, coordinate }: Violation): string => `${rule} ${coordinate}`

function violationsOf(sdl: string): Violation[] {
  const document = parsed(sdl)
  if ('rule' in document) return [document]
  return [
    ...documentViolations(document),
    ...elementsOf(document).flatMap((element) => [
      ...nameViolations(element),
      ...documentationViolations(element),
    ]),
    ...useViolations(document),
  ]
}

function parsed(sdl: string): DocumentNode | Violation {
  try {
    return parse(sdl)
  } catch (error) {
    const isSyntax = error instanceof GraphQLError
    // Anything else is the stack's end: nesting that nobody means.
    if (!isSyntax && !(error instanceof RangeError)) throw error
    const start = (isSyntax && error.positions?.[0]) || 0
    return {
      rule: 'DOES_NOT_PARSE',
      coordinate: '',
      message: isSyntax ? error.message : 'The schema is nested too deeply to be read.',
      at: { start, end: start },
    }
  }
}

function documentViolations(document: DocumentNode): Violation[] {
  const contact = document.definitions.some(
    (node) =>
      (node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION) &&
      directiveOn(node, 'contact'),
  )
  return [
    ...document.definitions.filter(isExecutableDefinitionNode).map((node): Violation => ({
      rule: 'QUERY_DOCUMENT_DECLARATION',
      coordinate: node.name?.value ?? '',
      message: 'A schema should not hold operations or fragments.',
      at: node.loc,
    })),
    ...(contact
      ? []
      : [
          {
            rule: 'CONTACT_DIRECTIVE_MISSING' as const,
            coordinate: 'schema',
            message: 'The schema should say whom to ask about it, with @contact.',
            at: { start: 0, end: 0 },
          },
        ]),
  ]
}

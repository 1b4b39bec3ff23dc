/** How much a rule matters: an error fails a check, a warning does not. */
export type LintLevel = 'ERROR' | 'WARNING' | 'OFF'

/**
 * The rules with their default levels. They are Apollo's, by Apollo's names, since rover knows no others:
 * https://www.apollographql.com/docs/graphos/platform/schema-management/linting/rules
 */
export const lintRules = {
  DOES_NOT_PARSE: 'ERROR',
  QUERY_DOCUMENT_DECLARATION: 'ERROR',

  FIELD_NAMES_SHOULD_BE_CAMEL_CASE: 'ERROR',
  INPUT_ARGUMENT_NAMES_SHOULD_BE_CAMEL_CASE: 'ERROR',
  TYPE_NAMES_SHOULD_BE_PASCAL_CASE: 'ERROR',
  ENUM_VALUES_SHOULD_BE_SCREAMING_SNAKE_CASE: 'ERROR',
  DIRECTIVE_NAMES_SHOULD_BE_CAMEL_CASE: 'ERROR',

  RESTY_FIELD_NAMES: 'WARNING',
  TYPE_PREFIX: 'WARNING',
  TYPE_SUFFIX: 'WARNING',
  OBJECT_PREFIX: 'WARNING',
  OBJECT_SUFFIX: 'WARNING',
  INTERFACE_PREFIX: 'WARNING',
  INTERFACE_SUFFIX: 'WARNING',
  ENUM_PREFIX: 'WARNING',
  ENUM_SUFFIX: 'WARNING',
  INPUT_TYPE_SUFFIX: 'WARNING',
  // Many enums are sent and received; who has two of each turns these on.
  ENUM_USED_AS_INPUT_WITHOUT_SUFFIX: 'OFF',
  ENUM_USED_AS_OUTPUT_DESPITE_SUFFIX: 'WARNING',

  ALL_ELEMENTS_REQUIRE_DESCRIPTION: 'WARNING',
  DEFINED_TYPES_ARE_UNUSED: 'WARNING',
  DEPRECATED_DIRECTIVE_MISSING_REASON: 'ERROR',
  CONTACT_DIRECTIVE_MISSING: 'OFF',
} as const satisfies Record<string, LintLevel>

export type LintRule = keyof typeof lintRules

/** Where a variant's levels differ from the defaults. */
export type LintConfig = Readonly<Partial<Record<LintRule, LintLevel>>>

/** The parts of a stored configuration that mean something. */
export function readLintConfig(stored: unknown): LintConfig {
  if (typeof stored !== 'object' || stored === null) return {}
  return Object.fromEntries(
    Object.entries(stored).filter(
      ([rule, level]) =>
        Object.hasOwn(lintRules, rule) && ['ERROR', 'WARNING', 'OFF'].includes(level as string),
    ),
  )
}

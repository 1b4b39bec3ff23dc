import { Kind, type ASTNode } from 'graphql'
import type { Element } from './elements.ts'
import type { LintRule } from './rules.ts'
import type { Violation } from './violation.ts'

const camelCase = /^[a-z][A-Za-z0-9]*$/
const pascalCase = /^[A-Z][A-Za-z0-9]*$/
const screamingSnakeCase = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/

/** What the rules about names say of an element. */
export function nameViolations(element: Element): Violation[] {
  const { coordinate, node } = element
  const name = node.name.value
  const violation = (rule: LintRule, message: string): Violation => ({
    rule,
    coordinate,
    message,
    at: node.name.loc,
  })
  const unless = (fits: boolean, rule: LintRule, message: string) => (fits ? [] : [violation(rule, message)])
  switch (element.kind) {
    case 'FIELD':
      return [
        ...unless(
          camelCase.test(name),
          'FIELD_NAMES_SHOULD_BE_CAMEL_CASE',
          `The field ${coordinate} should be in camelCase.`,
        ),
        ...unless(
          !/^(get|list|post|put|patch)[A-Z_]/.test(name),
          'RESTY_FIELD_NAMES',
          `The field ${coordinate} should be named after what it returns, without a verb of HTTP.`,
        ),
      ]
    case 'ARGUMENT':
    case 'INPUT_FIELD':
      return unless(
        camelCase.test(name),
        'INPUT_ARGUMENT_NAMES_SHOULD_BE_CAMEL_CASE',
        `The ${element.kind === 'ARGUMENT' ? 'argument' : 'input field'} ${coordinate} should be in camelCase.`,
      )
    case 'ENUM_VALUE':
      return unless(
        screamingSnakeCase.test(name),
        'ENUM_VALUES_SHOULD_BE_SCREAMING_SNAKE_CASE',
        `The enum value ${coordinate} should be in SCREAMING_SNAKE_CASE.`,
      )
    case 'DIRECTIVE':
      return unless(
        camelCase.test(name),
        'DIRECTIVE_NAMES_SHOULD_BE_CAMEL_CASE',
        `The directive ${coordinate} should be in camelCase.`,
      )
    case 'TYPE': {
      // What is in front of `__` is the name of a specification that the schema links to, which is not for it to choose.
      const own = name.replace(/^[a-z][A-Za-z0-9]*__(?=.)/, '')
      return typeNameRules(element.node)
        .filter(({ breaks }) => breaks(own))
        .map(({ rule, message }) => violation(rule, `The type ${coordinate} ${message}`))
    }
  }
}

interface TypeNameRule {
  readonly rule: LintRule
  readonly breaks: (name: string) => boolean
  readonly message: string
}

/** `EnumStatus` begins with `Enum`; `Enumeration` does not. */
const prefix = (rule: LintRule, word: string): TypeNameRule => ({
  rule,
  breaks: (name) => new RegExp(`^${word}[A-Z0-9]`).test(name),
  message: `should not begin with ${word}: what it is shows in its definition.`,
})

const suffix = (rule: LintRule, word: string): TypeNameRule => ({
  rule,
  breaks: (name) => name !== word && name.endsWith(word),
  message: `should not end with ${word}: what it is shows in its definition.`,
})

const anyType: readonly TypeNameRule[] = [
  {
    rule: 'TYPE_NAMES_SHOULD_BE_PASCAL_CASE',
    breaks: (name) => !pascalCase.test(name),
    message: 'should be in PascalCase.',
  },
  prefix('TYPE_PREFIX', 'Type'),
  suffix('TYPE_SUFFIX', 'Type'),
]

const byKind: Partial<Record<ASTNode['kind'], readonly TypeNameRule[]>> = {
  [Kind.OBJECT_TYPE_DEFINITION]: [
    ...anyType,
    prefix('OBJECT_PREFIX', 'Object'),
    suffix('OBJECT_SUFFIX', 'Object'),
  ],
  [Kind.INTERFACE_TYPE_DEFINITION]: [
    ...anyType,
    prefix('INTERFACE_PREFIX', 'Interface'),
    suffix('INTERFACE_SUFFIX', 'Interface'),
  ],
  [Kind.ENUM_TYPE_DEFINITION]: [...anyType, prefix('ENUM_PREFIX', 'Enum'), suffix('ENUM_SUFFIX', 'Enum')],
  [Kind.UNION_TYPE_DEFINITION]: anyType,
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: [
    ...anyType,
    {
      rule: 'INPUT_TYPE_SUFFIX',
      breaks: (name) => !name.endsWith('Input'),
      message: 'should end with Input.',
    },
  ],
}

/** Scalars are named by whoever specified them, and extensions where the type is defined. */
const typeNameRules = ({ kind }: ASTNode): readonly TypeNameRule[] => byKind[kind] ?? []

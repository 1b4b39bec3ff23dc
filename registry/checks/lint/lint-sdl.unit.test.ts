import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lintSdl } from './lint-sdl.ts'
import { lintRules, readLintConfig, type LintRule } from './rules.ts'

/** A schema, the rule that it breaks and where; every other rule is content with it. */
const examples: { sdl: string; rule: LintRule; coordinate: string }[] = [
  { sdl: 'type Query {', rule: 'DOES_NOT_PARSE', coordinate: '' },
  { sdl: '{ a }', rule: 'QUERY_DOCUMENT_DECLARATION', coordinate: '' },
  {
    sdl: 'type Query { snake_case: Int }',
    rule: 'FIELD_NAMES_SHOULD_BE_CAMEL_CASE',
    coordinate: 'Query.snake_case',
  },
  {
    sdl: 'type Query { a(Upper: Int): Int }',
    rule: 'INPUT_ARGUMENT_NAMES_SHOULD_BE_CAMEL_CASE',
    coordinate: 'Query.a(Upper:)',
  },
  {
    sdl: 'type Query { a(i: AInput): Int } input AInput { Upper: Int }',
    rule: 'INPUT_ARGUMENT_NAMES_SHOULD_BE_CAMEL_CASE',
    coordinate: 'AInput.Upper',
  },
  {
    sdl: 'type Query { a: lower } type lower { x: Int }',
    rule: 'TYPE_NAMES_SHOULD_BE_PASCAL_CASE',
    coordinate: 'lower',
  },
  {
    sdl: 'type Query { e: E } enum E { Mixed }',
    rule: 'ENUM_VALUES_SHOULD_BE_SCREAMING_SNAKE_CASE',
    coordinate: 'E.Mixed',
  },
  { sdl: 'directive @Upper on FIELD', rule: 'DIRECTIVE_NAMES_SHOULD_BE_CAMEL_CASE', coordinate: '@Upper' },
  { sdl: 'type Query { getUsers: Int }', rule: 'RESTY_FIELD_NAMES', coordinate: 'Query.getUsers' },
  { sdl: 'type Query { a: TypeA } type TypeA { x: Int }', rule: 'TYPE_PREFIX', coordinate: 'TypeA' },
  { sdl: 'type Query { a: AType } type AType { x: Int }', rule: 'TYPE_SUFFIX', coordinate: 'AType' },
  { sdl: 'type Query { a: ObjectA } type ObjectA { x: Int }', rule: 'OBJECT_PREFIX', coordinate: 'ObjectA' },
  { sdl: 'type Query { a: AObject } type AObject { x: Int }', rule: 'OBJECT_SUFFIX', coordinate: 'AObject' },
  {
    sdl: 'type Query { a: InterfaceA } interface InterfaceA { x: Int }',
    rule: 'INTERFACE_PREFIX',
    coordinate: 'InterfaceA',
  },
  {
    sdl: 'type Query { a: AInterface } interface AInterface { x: Int }',
    rule: 'INTERFACE_SUFFIX',
    coordinate: 'AInterface',
  },
  { sdl: 'type Query { e: EnumE } enum EnumE { P }', rule: 'ENUM_PREFIX', coordinate: 'EnumE' },
  { sdl: 'type Query { e: EEnum } enum EEnum { P }', rule: 'ENUM_SUFFIX', coordinate: 'EEnum' },
  { sdl: 'type Query { a(i: A): Int } input A { x: Int }', rule: 'INPUT_TYPE_SUFFIX', coordinate: 'A' },
  {
    sdl: 'type Query { a(e: E): Int } enum E { P }',
    rule: 'ENUM_USED_AS_INPUT_WITHOUT_SUFFIX',
    coordinate: 'E',
  },
  {
    sdl: 'type Query { e: EInput } enum EInput { P }',
    rule: 'ENUM_USED_AS_OUTPUT_DESPITE_SUFFIX',
    coordinate: 'EInput',
  },
  {
    sdl: 'type Query { a: Int @deprecated }',
    rule: 'DEPRECATED_DIRECTIVE_MISSING_REASON',
    coordinate: 'Query.a',
  },
  {
    sdl: 'type Query { a: Int @deprecated(reason: " ") }',
    rule: 'DEPRECATED_DIRECTIVE_MISSING_REASON',
    coordinate: 'Query.a',
  },
  { sdl: 'type Query { a: Int } type A { x: Int }', rule: 'DEFINED_TYPES_ARE_UNUSED', coordinate: 'A' },
]

const except = (...rules: LintRule[]) =>
  Object.fromEntries(
    Object.keys(lintRules).map((rule) => [rule, rules.includes(rule as LintRule) ? 'OFF' : 'WARNING']),
  )

test.each(examples)('$rule: $sdl', ({ sdl, rule, coordinate }) => {
  const { diagnostics } = lintSdl(
    sdl,
    except('ALL_ELEMENTS_REQUIRE_DESCRIPTION', 'CONTACT_DIRECTIVE_MISSING'),
  )
  expect(diagnostics.map((found) => [found.rule, found.coordinate])).toEqual([[rule, coordinate]])
})

test('everything that is defined here should be described, and the schema say whom to ask', () => {
  const sdl = `
    type Query { a(i: AInput): E product: Product }
    input AInput { x: Int }
    enum E { P }
    directive @d on FIELD
    extend type Product @key(fields: "id") { id: ID! @external "The price." price: Int }`
  const { diagnostics } = lintSdl(sdl, { CONTACT_DIRECTIVE_MISSING: 'WARNING' })
  const of = (rule: LintRule) =>
    diagnostics.filter((found) => found.rule === rule).map(({ coordinate }) => coordinate)
  expect(of('ALL_ELEMENTS_REQUIRE_DESCRIPTION')).toEqual([
    'Query',
    'Query.a',
    'Query.a(i:)',
    'Query.product',
    'AInput',
    'AInput.x',
    'E',
    'E.P',
    '@d',
  ])
  expect(of('CONTACT_DIRECTIVE_MISSING')).toEqual(['schema'])
  expect(
    lintSdl('extend schema @contact(name: "Us")', { CONTACT_DIRECTIVE_MISSING: 'WARNING' }).diagnostics,
  ).toEqual([])
})

test('types that others lead to are not unused', () => {
  const sdl = `
    type Query { n: Node u: U }
    interface Node { id: ID }
    type A implements Node { id: ID }
    union U = B
    type B { x: Int }
    type Entity @key(fields: "id") { id: ID }
    type Money @shareable { x: Int }`
  const { diagnostics } = lintSdl(sdl, { ALL_ELEMENTS_REQUIRE_DESCRIPTION: 'OFF' })
  expect(diagnostics).toEqual([])
})

test('levels are the variant’s, errors come first and are counted', () => {
  const sdl = 'type Query { a: Int getA: Int bad_name: Int }'
  expect(lintSdl(sdl)).toMatchObject({
    errorsCount: 1,
    warningsCount: 5,
    diagnostics: [{ level: 'ERROR' }, {}, {}, {}, {}, {}],
  })
  const config = readLintConfig({
    FIELD_NAMES_SHOULD_BE_CAMEL_CASE: 'OFF',
    RESTY_FIELD_NAMES: 'ERROR',
    ALL_ELEMENTS_REQUIRE_DESCRIPTION: 'NEVER',
    NO_SUCH_RULE: 'ERROR',
  })
  expect(lintSdl(sdl, config)).toMatchObject({ errorsCount: 1, warningsCount: 4 })
})

test('what was against a rule before is left out where only the new counts', () => {
  const base = 'type Query { bad_name: Int }'
  const { diagnostics } = lintSdl('type Query { other_name: Int bad_name: Int }', {}, base)
  expect(diagnostics.map(({ rule, coordinate }) => `${rule} ${coordinate}`)).toEqual([
    'FIELD_NAMES_SHOULD_BE_CAMEL_CASE Query.other_name',
    'ALL_ELEMENTS_REQUIRE_DESCRIPTION Query.other_name',
  ])
})

test('places are lines and columns from 1 and bytes from 0, in whatever characters', () => {
  const sdl = '"Größe — 尺寸"\r\ntype Query {\n  "😀" é: Int\n}'.replace('é', 'bad_name')
  const [found] = lintSdl(sdl).diagnostics
  const start = Buffer.from(sdl).indexOf('bad_name')
  expect(found?.sourceLocations).toEqual([
    {
      start: { byteOffset: start, line: 3, column: 8 },
      end: { byteOffset: start + 8, line: 3, column: 16 },
    },
  ])
})

test('a schema that nobody could mean is judged like any other', () => {
  const nested = `type Query { a: ${'['.repeat(100_000)}Int${']'.repeat(100_000)} }`
  expect(lintSdl(nested).diagnostics).toMatchObject([{ rule: 'DOES_NOT_PARSE' }])
  const flood = `type Query { ${Array.from({ length: 5_000 }, (_, n) => `f_${n}: Int`).join(' ')} }`
  const { diagnostics, errorsCount } = lintSdl(flood)
  expect([diagnostics.length, errorsCount]).toEqual([500, 5_000])
})

test.each(['catalog', 'identity', 'inventory', 'ordering', 'payments'])(
  '%s breaks no rule that fails a check',
  (name) => {
    const sdl = readFileSync(new URL(`../../../subgraphs/${name}/schema.graphql`, import.meta.url), 'utf8')
    expect(lintSdl(sdl).errorsCount).toBe(0)
  },
)

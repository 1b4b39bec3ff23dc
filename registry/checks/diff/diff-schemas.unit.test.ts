import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { changeKinds, type ChangeCode } from './codes.ts'
import { diffSchemas } from './diff-schemas.ts'

const QUERY = 'type Query { a: A }'

/** [what went and what came, the codes of the changes with their coordinates] */
type Row = readonly [before: string, after: string, ...changes: [code: ChangeCode, coordinate: string][]]

const rows: Row[] = [
  ['type A { x: Int } scalar S', 'type A { x: Int }', ['TYPE_REMOVED', 'S']],
  ['type A { x: Int }', 'type A { x: Int } scalar S', ['TYPE_ADDED', 'S']],
  ['type A { x: Int }', 'interface A { x: Int }', ['TYPE_CHANGED_KIND', 'A']],
  ['type A { x: Int }', '"An A." type A { x: Int }', ['TYPE_DESCRIPTION_CHANGE', 'A']],
  [
    'type A { x: Int } type M { y: Int } schema { query: Query mutation: M }',
    'type A { x: Int } type M { y: Int } schema { query: Query }',
    ['ROOT_TYPE_REMOVED', 'M'],
  ],

  ['type A { x: Int y: Int }', 'type A { x: Int }', ['FIELD_REMOVED', 'A.y']],
  ['type A { x: Int }', 'type A { x: Int y: Int }', ['FIELD_ADDED', 'A.y']],
  ['type A { x: Int }', 'type A { x: Float }', ['FIELD_CHANGED_TYPE', 'A.x']],
  ['type A { x: Int! }', 'type A { x: Int }', ['FIELD_CHANGED_TYPE', 'A.x']],
  ['type A { x: Int }', 'type A { x: [Int] }', ['FIELD_CHANGED_TYPE', 'A.x']],
  ['type A { x: [Int!]! }', 'type A { x: [Int]! }', ['FIELD_CHANGED_TYPE', 'A.x']],
  ['type A { x: Int }', 'type A { x: Int! }', ['FIELD_TYPE_NARROWED', 'A.x']],
  ['type A { x: [Int] }', 'type A { x: [Int!]! }', ['FIELD_TYPE_NARROWED', 'A.x']],
  ['type A { x: Int }', 'type A { x: Int @deprecated }', ['FIELD_DEPRECATED', 'A.x']],
  ['type A { x: Int @deprecated }', 'type A { x: Int }', ['FIELD_DEPRECATION_REMOVED', 'A.x']],
  [
    'type A { x: Int @deprecated(reason: "a") }',
    'type A { x: Int @deprecated(reason: "b") }',
    ['FIELD_DEPRECATED_REASON_CHANGE', 'A.x'],
  ],
  ['type A { "1" x: Int }', 'type A { "2" x: Int }', ['FIELD_DESCRIPTION_CHANGE', 'A.x']],

  ['type A { x(a: Int): Int }', 'type A { x: Int }', ['ARG_REMOVED', 'A.x(a:)']],
  ['type A { x: Int }', 'type A { x(a: Int!): Int }', ['REQUIRED_ARG_ADDED', 'A.x(a:)']],
  ['type A { x: Int }', 'type A { x(a: Int): Int }', ['OPTIONAL_ARG_ADDED', 'A.x(a:)']],
  ['type A { x: Int }', 'type A { x(a: Int! = 1): Int }', ['OPTIONAL_ARG_ADDED', 'A.x(a:)']],
  ['type A { x(a: Int): Int }', 'type A { x(a: ID): Int }', ['ARG_CHANGED_TYPE', 'A.x(a:)']],
  ['type A { x(a: [Int]): Int }', 'type A { x(a: [Int!]): Int }', ['ARG_CHANGED_TYPE', 'A.x(a:)']],
  ['type A { x(a: Int): Int }', 'type A { x(a: [Int]): Int }', ['ARG_CHANGED_TYPE', 'A.x(a:)']],
  ['type A { x(a: Int): Int }', 'type A { x(a: Int!): Int }', ['ARG_MADE_REQUIRED', 'A.x(a:)']],
  ['type A { x(a: Int! = 1): Int }', 'type A { x(a: Int!): Int }', ['ARG_MADE_REQUIRED', 'A.x(a:)']],
  [
    'type A { x(a: Int): Int }',
    'type A { x(a: ID!): Int }',
    ['ARG_MADE_REQUIRED', 'A.x(a:)'],
    ['ARG_CHANGED_TYPE', 'A.x(a:)'],
  ],
  ['type A { x(a: Int!): Int }', 'type A { x(a: Int): Int }', ['ARG_TYPE_WIDENED', 'A.x(a:)']],
  ['type A { x(a: Int = 1): Int }', 'type A { x(a: Int = 2): Int }', ['ARG_DEFAULT_VALUE_CHANGE', 'A.x(a:)']],
  ['type A { x(a: Int = 1): Int }', 'type A { x(a: Int): Int }', ['ARG_DEFAULT_VALUE_CHANGE', 'A.x(a:)']],
  ['type A { x(a: Int): Int }', 'type A { x(a: Int @deprecated): Int }', ['ARG_DEPRECATED', 'A.x(a:)']],
  [
    'type A { x(a: Int @deprecated): Int }',
    'type A { x(a: Int): Int }',
    ['ARG_DEPRECATION_REMOVED', 'A.x(a:)'],
  ],
  [
    'type A { x(a: Int @deprecated(reason: "a")): Int }',
    'type A { x(a: Int @deprecated(reason: "b")): Int }',
    ['ARG_DEPRECATED_REASON_CHANGE', 'A.x(a:)'],
  ],
  ['type A { x("1" a: Int): Int }', 'type A { x(a: Int): Int }', ['ARG_DESCRIPTION_CHANGE', 'A.x(a:)']],

  ['input I { x: Int y: Int }', 'input I { x: Int }', ['FIELD_REMOVED_FROM_INPUT_OBJECT', 'I.y']],
  ['input I { x: Int }', 'input I { x: Int y: Int! }', ['NON_NULLABLE_FIELD_ADDED_TO_INPUT_OBJECT', 'I.y']],
  ['input I { x: Int }', 'input I { x: Int y: Int }', ['NULLABLE_FIELD_ADDED_TO_INPUT_OBJECT', 'I.y']],
  ['input I { x: Int }', 'input I { x: Int y: Int! = 1 }', ['NULLABLE_FIELD_ADDED_TO_INPUT_OBJECT', 'I.y']],
  ['input I { x: Int }', 'input I { x: String }', ['FIELD_ON_INPUT_OBJECT_CHANGED_TYPE', 'I.x']],
  ['input I { x: Int }', 'input I { x: [Int] }', ['FIELD_ON_INPUT_OBJECT_CHANGED_TYPE', 'I.x']],
  ['input I { x: Int }', 'input I { x: Int! }', ['INPUT_FIELD_MADE_REQUIRED', 'I.x']],
  ['input I { x: Int! = 1 }', 'input I { x: Int! }', ['INPUT_FIELD_MADE_REQUIRED', 'I.x']],
  ['input I { x: Int! }', 'input I { x: Int }', ['INPUT_FIELD_TYPE_WIDENED', 'I.x']],
  ['input I { x: Int = 1 }', 'input I { x: Int = 2 }', ['INPUT_FIELD_DEFAULT_VALUE_CHANGE', 'I.x']],
  ['input I { x: Int }', 'input I { x: Int @deprecated }', ['INPUT_FIELD_DEPRECATED', 'I.x']],
  ['input I { x: Int @deprecated }', 'input I { x: Int }', ['INPUT_FIELD_DEPRECATION_REMOVED', 'I.x']],
  [
    'input I { x: Int @deprecated(reason: "a") }',
    'input I { x: Int @deprecated(reason: "b") }',
    ['INPUT_FIELD_DEPRECATED_REASON_CHANGE', 'I.x'],
  ],
  ['input I { x: Int }', 'input I { "An x." x: Int }', ['INPUT_FIELD_DESCRIPTION_CHANGE', 'I.x']],
  ['input I { x: Int }', 'input I @oneOf { x: Int }', ['ONE_OF_ADDED', 'I']],
  ['input I @oneOf { x: Int }', 'input I { x: Int }', ['ONE_OF_REMOVED', 'I']],

  ['type A { e: E } enum E { P Q }', 'type A { e: E } enum E { P }', ['VALUE_REMOVED_FROM_ENUM', 'E.Q']],
  ['type A { e: E } enum E { P }', 'type A { e: E } enum E { P Q }', ['VALUE_ADDED_TO_ENUM', 'E.Q']],
  [
    'type A { x(e: E): Int } enum E { P }',
    'type A { x(e: E): Int } enum E { P Q }',
    ['VALUE_ADDED_TO_INPUT_ENUM', 'E.Q'],
  ],
  ['enum E { P }', 'enum E { P @deprecated }', ['ENUM_DEPRECATED', 'E.P']],
  ['enum E { P @deprecated }', 'enum E { P }', ['ENUM_DEPRECATION_REMOVED', 'E.P']],
  [
    'enum E { P @deprecated(reason: "a") }',
    'enum E { P @deprecated(reason: "b") }',
    ['ENUM_DEPRECATED_REASON_CHANGE', 'E.P'],
  ],
  ['enum E { P }', 'enum E { "A P." P }', ['ENUM_VALUE_DESCRIPTION_CHANGE', 'E.P']],

  ['type B { x: Int } union U = A | B', 'type B { x: Int } union U = A', ['TYPE_REMOVED_FROM_UNION', 'U']],
  ['type B { x: Int } union U = A', 'type B { x: Int } union U = A | B', ['TYPE_ADDED_TO_UNION', 'U']],
  [
    'interface N { x: Int } type B implements N { x: Int }',
    'interface N { x: Int } type B { x: Int }',
    ['TYPE_REMOVED_FROM_INTERFACE', 'B'],
  ],
  [
    'interface N { x: Int } type B { x: Int }',
    'interface N { x: Int } type B implements N { x: Int }',
    ['TYPE_ADDED_TO_INTERFACE', 'B'],
  ],
  [
    'interface N { x: Int }',
    'interface N { x: Int } type B implements N { x: Int }',
    ['TYPE_ADDED', 'B'],
    ['TYPE_ADDED_TO_INTERFACE', 'B'],
  ],
  ['scalar S', 'scalar S @specifiedBy(url: "https://example.com/s")', ['SPECIFIED_BY_CHANGE', 'S']],

  ['directive @d on FIELD', '', ['DIRECTIVE_REMOVED', '@d']],
  ['', 'directive @d on FIELD', ['DIRECTIVE_ADDED', '@d']],
  ['directive @d on FIELD | QUERY', 'directive @d on FIELD', ['DIRECTIVE_LOCATION_REMOVED', '@d']],
  ['directive @d on FIELD', 'directive @d on FIELD | QUERY', ['DIRECTIVE_LOCATION_ADDED', '@d']],
  ['directive @d repeatable on FIELD', 'directive @d on FIELD', ['DIRECTIVE_REPEATABLE_REMOVED', '@d']],
  ['directive @d on FIELD', 'directive @d repeatable on FIELD', ['DIRECTIVE_REPEATABLE_ADDED', '@d']],
  ['directive @d(a: Int) on FIELD', 'directive @d on FIELD', ['DIRECTIVE_ARG_REMOVED', '@d(a:)']],
  ['directive @d on FIELD', 'directive @d(a: Int!) on FIELD', ['DIRECTIVE_REQUIRED_ARG_ADDED', '@d(a:)']],
  ['directive @d on FIELD', 'directive @d(a: Int) on FIELD', ['DIRECTIVE_OPTIONAL_ARG_ADDED', '@d(a:)']],
  ['directive @d(a: Int) on FIELD', 'directive @d(a: ID) on FIELD', ['DIRECTIVE_ARG_CHANGED_TYPE', '@d(a:)']],
  [
    'directive @d(a: Int) on FIELD',
    'directive @d(a: Int!) on FIELD',
    ['DIRECTIVE_ARG_MADE_REQUIRED', '@d(a:)'],
  ],
  [
    'directive @d(a: Int!) on FIELD',
    'directive @d(a: Int) on FIELD',
    ['DIRECTIVE_ARG_TYPE_WIDENED', '@d(a:)'],
  ],
  [
    'directive @d(a: Int = 1) on FIELD',
    'directive @d(a: Int = 2) on FIELD',
    ['DIRECTIVE_ARG_DEFAULT_VALUE_CHANGE', '@d(a:)'],
  ],
  ['directive @d on FIELD', '"A d." directive @d on FIELD', ['DIRECTIVE_DESCRIPTION_CHANGE', '@d']],
]

const schemaOf = (sdl: string) =>
  buildSchema([sdl, QUERY, ...(/(type|interface) A /.test(sdl) ? [] : ['type A { x: Int }'])].join('\n'))

const diff = (before: string, after: string) => diffSchemas(schemaOf(before), schemaOf(after))

const examples = rows.map(([before, after, ...changes]) => ({ before, after, changes }))

test.each(examples)('$before → $after', ({ before, after, changes }) => {
  expect(
    diff(before, after)
      .map(({ code, coordinate }) => `${code} ${coordinate}`)
      .toSorted(),
  ).toEqual(changes.map(([code, coordinate]) => `${code} ${coordinate}`).toSorted())
})

test('every kind of change is among the examples, and each breaking one says whom it breaks', () => {
  const changes = rows.flatMap(([before, after]) => diff(before, after))
  expect(new Set(changes.map(({ code }) => code))).toEqual(new Set(Object.keys(changeKinds)))
  for (const change of changes)
    expect(change).toEqual(
      change.criticality === 'BREAKING'
        ? expect.objectContaining({ impact: expect.anything() })
        : expect.not.objectContaining({ impact: expect.anything() }),
    )
})

test('another type of a field is judged by the selections only when it is an object in the same place', () => {
  const types = 'interface N { x: Int } type B implements N { x: Int }'
  const [moved] = diff(`${types} type A { b: N }`, `${types} type A { b: B! }`)
  expect(moved).toMatchObject({ code: 'FIELD_CHANGED_TYPE', impact: { proof: 'DOCUMENT' } })
  const [nullable] = diff(`${types} type A { b: N! }`, `${types} type A { b: B }`)
  expect(nullable?.impact).toEqual({ coordinates: ['A.b'] })
})

test('the order of definitions, fields and the parts of a default makes no difference', () => {
  expect(
    diff(
      'input I { p: Int q: Int } type A { x: Int y(i: I = { p: 1, q: 2 }): Int }',
      'type A { y(i: I = {q:2, p:1}): Int x: Int } input I { q: Int p: Int }',
    ),
  ).toEqual([])
})

test('a field of an input object that may be empty matters to whoever can send one', () => {
  const sent = 'type A { x(i: I, j: J): Int } input J { nested: [I] }'
  const impactOf = (before: string) =>
    diff(`${sent} ${before}`, `${sent} input I { p: Int! q: Int! }`)[0]?.impact
  expect(impactOf('input I { p: Int }')?.coordinates).toEqual(['I', 'I.p', 'A.x(i:)', 'J.nested'])
  expect(impactOf('input I { p: Int! }')?.coordinates).toEqual(['I.p'])
})

test('a description of any length makes a short finding', () => {
  const [found] = diff('', `type A { x: Int @deprecated(reason: "${'long '.repeat(10_000)}") }`)
  expect(found?.description.length).toBeLessThan(600)
})

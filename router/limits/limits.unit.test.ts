import { getIntrospectionQuery, parse } from 'graphql'
import { expect, test } from 'vitest'
import { DocumentCache } from '../document-cache.ts'
import { aliasLimit } from './aliases.ts'
import { depthLimit, nestingLimit } from './depth.ts'
import { fieldLimit } from './fields.ts'
import { operationLimit } from './operations.ts'
import { rootFieldLimit } from './root-fields.ts'
import { tokenLimit } from './tokens.ts'

const depth = (query: string): number => depthLimit(1).measure(parse(query))
const aliases = (query: string): number => aliasLimit(1).measure(parse(query))
const fields = (query: string): number => fieldLimit(1).measure(parse(query))
const rootFields = (query: string): number => rootFieldLimit(1).measure(parse(query))

/** Each fragment spreads the next one several times, so that the last one is reached more than 2^levels times. */
function doublingFragments(levels: number, leaf: string): string {
  const fragments = Array.from(
    { length: levels },
    (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} next { ...F${i + 1} } }`,
  )
  return `{ ...F0 } ${fragments.join(' ')} fragment F${levels} on Query { ${leaf} }`
}

test('depth is that of the deepest field, through fragments of both kinds', () => {
  expect(depth('{ a }')).toBe(1)
  expect(depth('{ a { b { c } } d }')).toBe(3)
  expect(depth('{ ... on Query { a { ...B } } } fragment B on T { b { c } }')).toBe(3)
})

test('nesting counts fragments of both kinds as well', () => {
  const nesting = (query: string): number => nestingLimit(1).measure(parse(query))
  expect(nesting('{ a { b } }')).toBe(2)
  expect(
    nesting('{ ... on Query { a { ...B ...C } } } fragment B on T { b } fragment C on T { ... { ...B } }'),
  ).toBe(6)
  expect(nesting(getIntrospectionQuery())).toBe(0)
})

test('depth counts the deepest operation of a document', () => {
  expect(depth('query A { a } query B { a { b } }')).toBe(2)
})

test('introspection has no depth, however tools write it', () => {
  expect(depth(getIntrospectionQuery())).toBe(0)
  expect(depth('{ a { __typename } }')).toBe(1)
})

test('aliases count as often as their fragment is spread', () => {
  expect(aliases('{ a: x b: x c }')).toBe(2)
  expect(aliases('{ x { ...F } y { ...F } } fragment F on T { a: p b: q }')).toBe(4)
})

test('fields count wherever they are, as often as their fragment is spread', () => {
  expect(fields('{ a { b c: b } d }')).toBe(4)
  expect(fields('{ ...F ... on T { ...F } } fragment F on T { a { b } }')).toBe(4)
})

test('the introspection that tools ask for is no large operation', () => {
  expect(fields(getIntrospectionQuery({ oneOf: true, schemaDescription: true }))).toBeLessThan(300)
})

test('root fields count through fragments, and nothing below them does', () => {
  expect(rootFields('{ a { b c d } ...F } fragment F on Query { e f }')).toBe(3)
})

test('fragments that expand exponentially are measured in no time', () => {
  const query = doublingFragments(1_100, 'leaf: x')
  const began = performance.now()
  expect(aliases(query)).toBe(Infinity)
  expect(fields(query)).toBe(Infinity)
  expect(rootFields(query)).toBe(Infinity)
  expect(depth(query)).toBe(1_101)
  expect(performance.now() - began).toBeLessThan(10_000)
})

test('fragments that spread themselves end', () => {
  const query = '{ ...A } fragment A on Query { x: a ...B } fragment B on Query { y: b ...A }'
  expect(depth(query)).toBe(1)
  expect(aliases(query)).toBe(2)
})

test('a fragment that is not there counts nothing; validation names it', () => {
  expect(depth('{ ...Missing }')).toBe(0)
})

test('operations are those of the document, not its fragments', () => {
  expect(operationLimit(1).measure(parse('query A { a } query B { ...F } fragment F on Query { a }'))).toBe(2)
})

test.each(['{ a '.repeat(100_000), `{ a(b: ${'['.repeat(100_000)}`])(
  'a document nested deeper than the parser can go is the fault of the client: %.9s…',
  (source) => {
    const onParse = tokenLimit(1_000_000, new DocumentCache(1)).onParse as (event: object) => void
    expect(() => onParse({ params: { source }, setParsedDocument: () => undefined })).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'DEPTH_LIMIT_EXCEEDED' }) }),
    )
  },
)

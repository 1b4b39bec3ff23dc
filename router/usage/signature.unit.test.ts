import fc from 'fast-check'
import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { usedDefinitions } from './definitions.ts'
import { signatureOf } from './signature.ts'

const signature = (text: string, name?: string): string => signatureOf(usedDefinitions(parse(text), name)!)

test('literals are hidden; enum values, booleans, null and variables stay', () => {
  expect(
    signature(
      'query Q($id: ID = "secret") { a(i: 42, f: 1.5, s: "secret", b: """secret""", l: [1, 2], o: {p: "secret"}, e: RED, t: true, n: null, v: $id) }',
    ),
  ).toBe('query Q($id:ID=""){a(b:"" e:RED f:0 i:0 l:[] n:null o:{} s:"" t:true v:$id)}')
})

test('aliases are removed, and what differed only in them and in literals is one', () => {
  expect(signature('{ one: product(id: 1) { title } two: product(id: 2) { name: title } }')).toBe(
    '{product(id:0){title}}',
  )
})

test('only the operation that is executed is in it, with the fragments it needs', () => {
  const text = `
    query A { a { ...F } }
    query B { b }
    fragment Unused on T { x }
    fragment G on T { z }
    fragment F on T { y, ... on U @include(if: true) { ...G } }`
  expect(signature(text, 'A')).toBe(
    'query A{a{...F}} fragment F on T{... on U@include(if:true){...G} y} fragment G on T{z}',
  )
  expect(signature(text, 'B')).toBe('query B{b}')
})

test('mutations and subscriptions say what they are', () => {
  expect(signature('mutation { pay(amount: "9.99") { id } }')).toBe('mutation{pay(amount:""){id}}')
  expect(signature('subscription Stock($id: ID!) { stock(id: $id) }')).toBe(
    'subscription Stock($id:ID!){stock(id:$id)}',
  )
})

/** A selection set of a few levels, as text, written by the two ways of `write`. */
const selection = fc.letrec<{ set: Field[] }>((tie) => ({
  set: fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      number: fc.option(fc.nat(9), { nil: null }),
      inner: fc.oneof({ depthSize: 'small' }, fc.constant<Field[]>([]), tie('set')),
    }),
    { minLength: 1, maxLength: 4 },
  ),
})).set

interface Field {
  readonly name: string
  readonly number: number | null
  readonly inner: Field[]
}

const plain = (set: Field[]): string =>
  `{ ${set.map(({ name, number, inner }) => `${name}${number === null ? '' : `(p: ${number}, q: 1)`}${inner.length ? plain(inner) : ''}`).join(' ')} }`

/** The same question in other words: another order, aliases, other literals, layout and comments. */
const reworded = (set: Field[]): string =>
  `{\n${set
    .toReversed()
    .map(
      ({ name, number, inner }, i) =>
        `x${i}: ${name} # why\n${number === null ? '' : `(q: 77, p: ${number + 1})`} ${inner.length ? reworded(inner) : ''}`,
    )
    .join(',')} }`

test('other words for the same question have the same signature, and it is a signature itself', () => {
  fc.assert(
    fc.property(selection, (set) => {
      const expected = signature(plain(set))
      expect(signature(reworded(set))).toBe(expected)
      expect(signature(expected)).toBe(expected)
    }),
  )
})

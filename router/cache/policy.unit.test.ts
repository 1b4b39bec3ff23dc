import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { readOperation } from '../authorisation/operation.ts'
import { readHints } from './hints.ts'
import { policyOf } from './policy.ts'

const sdl = `
  schema @link(url: "https://specs.tradewind.example/cacheControl/v0.1", import: ["@cacheControl"]) { query: Query, mutation: Mutation }
  directive @link(url: String!, import: [String!]) on SCHEMA
  directive @cacheControl(maxAge: Int, scope: Scope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum Scope { PUBLIC PRIVATE }
  type Query {
    book: Book @cacheControl(maxAge: 30)
    typed: Book
    plain: String
    none: Shelf
    scalar: String @cacheControl(maxAge: 20)
    inheriting: Book @cacheControl(inheritMaxAge: true)
    shelf: Shelf @cacheControl(maxAge: 100)
    mine: String @cacheControl(maxAge: 50, scope: PRIVATE)
    things: [Thing] @cacheControl(maxAge: 100)
    named: Named @cacheControl(maxAge: 100)
    negative: String @cacheControl(maxAge: -1)
  }
  type Mutation { book: Book @cacheControl(maxAge: 30) }
  type Book implements Named @cacheControl(maxAge: 60) {
    title: String
    name: String @cacheControl(maxAge: 7)
    short: String @cacheControl(maxAge: 5)
    shelf: Shelf
    owner: String @cacheControl(scope: PRIVATE)
    card: Card
    free: Card @cacheControl(maxAge: 40)
  }
  interface Named { name: String }
  type Shelf implements Named { name: String books: [Book] inside: Shelf @cacheControl(inheritMaxAge: true) book: Book @cacheControl(maxAge: 90) }
  type Card @cacheControl(inheritMaxAge: true) { number: Int }
  union Thing = Book | Shelf`
const schema = buildSchema(sdl)
const hints = readHints(sdl)

function policy(text: string) {
  const document = parse(text)
  expect(validate(schema, document)).toEqual([])
  return policyOf(schema, hints, readOperation(document, undefined))
}

describe('As Apollo Server has it,', () => {
  test.each([
    ['a hint of the field goes before that of its type', '{ book { title } }', 30],
    ['the type has the say where the field has none', '{ typed { title } }', 60],
    ['the smallest age counts', '{ book { title short } }', 5],
    ['a field of the root without a hint is not kept', '{ book { title } plain }', null],
    ['neither is an object without one', '{ none { name } }', null],
    ['nor one deep inside', '{ book { shelf { name } } }', null],
    ['a scalar of the root may have a hint', '{ scalar }', 20],
    ['what is no root and leads to no object takes no part', '{ shelf { name } }', 100],
    ['nor does what inherits', '{ shelf { inside { inside { name } } } }', 100],
    ['by its type, too', '{ typed { card { number } } }', 60],
    ['unless the field says otherwise', '{ typed { free { number } } }', 40],
    ['a type with an age of its own inherits none', '{ inheriting { title } }', 60],
    ['a hint of the field may be longer than that of the type', '{ shelf { book { title } } }', 90],
    ['__typename is no field', '{ book { __typename } __typename }', 30],
    ['__typename alone is nothing to keep', '{ __typename }', null],
    ['an age below 0 is none', '{ negative }', null],
    ['a mutation is never kept', 'mutation { book { title } }', null],
  ])('%s', (_rule, text, maxAge) => {
    expect(policy(text)).toEqual(maxAge === null ? null : { maxAge, isPrivate: false })
  })

  test('one private field makes all of it private', () => {
    expect(policy('{ book { title owner } }')).toEqual({ maxAge: 30, isPrivate: true })
    expect(policy('{ book { title } mine }')).toEqual({ maxAge: 30, isPrivate: true })
  })
})

describe('Before execution,', () => {
  test.each([
    [
      'a field that may be skipped counts',
      'query ($no: Boolean!) { book { title short @skip(if: $no) } }',
      5,
    ],
    ['fragments count wherever they are', '{ book { ...B } } fragment B on Book { ... { short } }', 5],
    ['a union is any of its types', '{ things { ... on Book { short } ... on Shelf { name } } }', 5],
    ['so is an interface', '{ named { name } }', 7],
    ['an alias hides nothing', '{ book { a: title b: short } }', 5],
    ['the schema is not kept', '{ scalar __type(name: "Book") { name } }', null],
  ])('%s', (_rule, text, maxAge) => {
    expect(policy(text)).toEqual(maxAge === null ? null : { maxAge, isPrivate: false })
  })
})

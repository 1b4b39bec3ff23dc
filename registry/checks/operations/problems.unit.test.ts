import fc from 'fast-check'
import {
  buildASTSchema,
  buildSchema,
  FieldsOnCorrectTypeRule,
  FragmentsOnCompositeTypesRule,
  KnownArgumentNamesRule,
  KnownTypeNamesRule,
  parse,
  PossibleFragmentSpreadsRule,
  ProvidedRequiredArgumentsRule,
  ScalarLeafsRule,
  validate,
  VariablesInAllowedPositionRule,
} from 'graphql'
import { expect, test } from 'vitest'
import { edited, editedSchema, someEdits } from '../../test/random-edits.ts'
import { manyOperations } from '../../test/usage.ts'
import { problemsOf } from './problems.ts'

const schema = buildSchema(editedSchema)

const rules = [
  FieldsOnCorrectTypeRule,
  FragmentsOnCompositeTypesRule,
  KnownArgumentNamesRule,
  KnownTypeNamesRule,
  PossibleFragmentSpreadsRule,
  ProvidedRequiredArgumentsRule,
  ScalarLeafsRule,
  VariablesInAllowedPositionRule,
]

const operations = [
  ...manyOperations(schema, 30),
  'query A($id:ID!){node(id:$id){id ...on Order{status lines{note}}}}',
  'query B($after:String){orders(after:$after){id}}',
  'query C($max:Int=0){orders{lines(max:$max){quantity}}}',
  '{node(id:""){...F}} fragment F on Named{name}',
  '{search{...on Product{price(currency:"")}...on Node{id}}}',
].map((text) => parse(text))

test('says of any operation after any change what graphql-js says', () => {
  fc.assert(
    fc.property(someEdits, fc.constantFrom(...operations), (edits, operation) => {
      const after = buildASTSchema(edited(edits), { assumeValid: true, assumeValidSDL: true })
      expect(problemsOf(operation, after).any).toBe(validate(after, operation, rules).length > 0)
    }),
    { numRuns: 500 },
  )
})

test('tells arguments by their field, and conditions by their type', () => {
  const text = 'query Q($a:Int $b:Int!$c:Int=0){x(a:$a,b:$b,c:$c) y(n:null)}'
  const problems = (sdl: string) => problemsOf(parse(text), buildSchema(sdl)).arguments
  const y = 'y(n: Int): Int'
  expect([...problems(`type Query { x(a: Int, b: Int!, c: Int!): Int ${y} }`)]).toEqual([])
  expect([...problems(`type Query { x(a: Int! = 1, b: Int!, c: Int!): Int ${y} }`)]).toEqual([])
  expect([...problems(`type Query { x(a: Int!, b: Int!, c: Int!): Int ${y} }`)]).toEqual(['Query.x'])
  expect([...problems(`type Query { x(a: [Int], b: Int!, c: Int!): Int ${y} }`)]).toEqual(['Query.x'])
  expect([...problems('type Query { x(a: Int, b: Int!, c: Int!): Int y(n: Int!): Int }')]).toEqual([
    'Query.y',
  ])
  const union = buildSchema('type Query { u: U } union U = A type A { x: Int } type B { x: Int }')
  expect([...problemsOf(parse('{u{...on B{x}...on A{x}}}'), union).conditions]).toEqual(['B'])
})

import { buildSchema, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { DeferLabelRule, DeferOnRootFieldRule } from './defer-rules.ts'

const schema = buildSchema(`
  directive @defer(label: String, if: Boolean! = true) on FRAGMENT_SPREAD | INLINE_FRAGMENT
  type Query { book: Book }
  type Mutation { add: Book }
  type Subscription { added: Book }
  type Book { title: String, copies: Int }`)

const messages = (source: string): string[] =>
  validate(schema, parse(source), [DeferLabelRule, DeferOnRootFieldRule]).map(({ message }) => message)

test('labels are written out, and each is of one @defer only', () => {
  expect(
    messages(`{ book { ... @defer(label: "a") { title } ...F @defer(label: "b") ... @defer { title } ...G } }
    fragment F on Book { copies ... @defer(label: null) { title } } fragment G on Book { ...F ... @defer { copies } }`),
  ).toEqual([])
  expect(messages('query ($l: String) { book { ... @defer(label: $l) { title } } }')).toEqual([
    'The label of a @defer must be written out; it cannot be a variable.',
  ])
  const twice = ['The label "a" is that of another @defer; each must have one of its own, or none.']
  expect(messages('{ book { ... @defer(label: "a") { title } ... @defer(label: "a") { copies } } }')).toEqual(
    twice,
  )
  expect(
    messages(
      '{ book { ...F @defer(label: "a", if: false) } } fragment F on Book { ... @defer(label: "a") { title } }',
    ),
  ).toEqual(twice)
})

test('nothing on the root of a mutation or a subscription is deferred, what is inside may be', () => {
  expect(messages('{ ... @defer { book { title } } }')).toEqual([])
  expect(messages('mutation { add { ... @defer { title } } }')).toEqual([])
  const refused = (root: string) => [
    `What is selected on ${root} itself cannot be deferred; put @defer inside its fields.`,
  ]
  expect(messages('mutation { ... @defer { add { title } } }')).toEqual(refused('Mutation'))
  expect(messages('mutation { ...F @defer } fragment F on Mutation { add { title } }')).toEqual(
    refused('Mutation'),
  )
  expect(messages('mutation { ...F } fragment F on Mutation { ... @defer { add { title } } }')).toEqual(
    refused('Mutation'),
  )
  expect(messages('subscription { ... @defer { added { title } } }')).toEqual(refused('Subscription'))
})

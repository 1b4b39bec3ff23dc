import {
  GraphQLError,
  isNonNullType,
  KnownArgumentNamesRule,
  KnownDirectivesRule,
  parse,
  ProvidedRequiredArgumentsRule,
  UniqueDirectivesPerLocationRule,
  validate,
  VariablesInAllowedPositionRule,
  visit,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql'
import type { Impact } from '../diff/change.ts'
import { problemsOf } from './problems.ts'
import { selectionsOf } from './selections.ts'

/** Decides on an operation's signature whether a change breaks it. */
export interface Judge {
  /** `null` when the signature is not GraphQL. */
  read(signature: string): JudgedText | null
}

/** A signature that is held against changes; what is worked out for one serves the next. */
export interface JudgedText {
  isBroken(impact: Impact): boolean
}

/** Holds signatures that fitted one schema against another. Both must be valid. */
export function createJudge(before: GraphQLSchema, after: GraphQLSchema): Judge {
  return {
    read(signature) {
      const document = parsed(signature)
      return document && judgeText(document, before, after)
    },
  }
}

function judgeText(document: DocumentNode, before: GraphQLSchema, after: GraphQLSchema): JudgedText {
  const selections = once(() => selectionsOf(document, before))
  const directives = once(() => directivesOf(document))
  // What did not fit before is not the change's doing: the operation has come to terms with it.
  const old = once(() => problemsOf(document, before))
  const problems = once(() => problemsOf(document, after))
  const misused = once(() => misusesDirectives(document, after) && !misusesDirectives(document, before))

  function isProven({ coordinates, proof }: Impact): boolean {
    switch (proof) {
      case undefined:
        return true
      case 'SELECTION':
        return coordinates.some((coordinate) => selections().has(coordinate))
      case 'ARGUMENTS':
        return coordinates
          .map((coordinate) => coordinate.replace(/\(.*/, ''))
          .some((field) => problems().arguments.has(field) && !old().arguments.has(field))
      case 'FRAGMENTS':
        return coordinates.some((type) => problems().conditions.has(type) && !old().conditions.has(type))
      case 'DIRECTIVES':
        return misused()
      case 'DOCUMENT':
        return problems().any && !old().any
    }
  }

  return {
    isBroken: (impact) =>
      (impact.directive === undefined || directives().has(impact.directive)) && isProven(impact),
  }
}

function once<Value>(compute: () => Value): () => Value {
  let known: { readonly value: Value } | undefined
  return () => (known ??= { value: compute() }).value
}

/** graphql-js has it among what it says of values; signatures show null, but no other. */
const NoNullWhereRequiredRule: ValidationRule = (context) => ({
  NullValue(node) {
    const type = context.getInputType()
    if (isNonNullType(type))
      context.reportError(new GraphQLError(`Expected "${String(type)}".`, { nodes: node }))
  },
})

const misusesDirectives = (document: DocumentNode, schema: GraphQLSchema): boolean =>
  validate(
    schema,
    document,
    [
      KnownDirectivesRule,
      KnownArgumentNamesRule,
      NoNullWhereRequiredRule,
      ProvidedRequiredArgumentsRule,
      UniqueDirectivesPerLocationRule,
      VariablesInAllowedPositionRule,
    ],
    { maxErrors: 1 },
  ).length > 0

function directivesOf(document: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>()
  visit(document, { Directive: ({ name }) => void used.add(name.value) })
  return used
}

function parsed(signature: string): DocumentNode | null {
  try {
    return parse(signature, { noLocation: true })
  } catch {
    // Nothing that a router served: no such text is ever parsed there, either.
    return null
  }
}

import {
  GraphQLError,
  isNonNullType,
  FieldsOnCorrectTypeRule,
  FragmentsOnCompositeTypesRule,
  KnownArgumentNamesRule,
  KnownDirectivesRule,
  KnownTypeNamesRule,
  parse,
  PossibleFragmentSpreadsRule,
  ProvidedRequiredArgumentsRule,
  ScalarLeafsRule,
  UniqueDirectivesPerLocationRule,
  validate,
  VariablesAreInputTypesRule,
  VariablesInAllowedPositionRule,
  visit,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql'
import type { Impact, Proof } from '../diff/change.ts'
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

/** graphql-js has it among what it says of values; signatures show null, but no other. */
const NoNullWhereRequiredRule: ValidationRule = (context) => ({
  NullValue(node) {
    const type = context.getInputType()
    if (isNonNullType(type))
      context.reportError(new GraphQLError(`Expected "${String(type)}".`, { nodes: node }))
  },
})

type Ruled = Exclude<Proof, 'SELECTION'>

// None looks at literals but null: signatures do not show others. None about names and repetition: signatures have no aliases.
const rules: Record<Ruled, readonly ValidationRule[]> = {
  ARGUMENTS: [NoNullWhereRequiredRule, ProvidedRequiredArgumentsRule, VariablesInAllowedPositionRule],
  FRAGMENTS: [PossibleFragmentSpreadsRule],
  DIRECTIVES: [
    KnownDirectivesRule,
    KnownArgumentNamesRule,
    NoNullWhereRequiredRule,
    ProvidedRequiredArgumentsRule,
    UniqueDirectivesPerLocationRule,
    VariablesInAllowedPositionRule,
  ],
  DOCUMENT: [
    FieldsOnCorrectTypeRule,
    FragmentsOnCompositeTypesRule,
    KnownArgumentNamesRule,
    KnownTypeNamesRule,
    PossibleFragmentSpreadsRule,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
    VariablesAreInputTypesRule,
    VariablesInAllowedPositionRule,
  ],
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
  const breaks = new Map<Ruled, boolean>()
  let selections: ReadonlySet<string> | undefined
  let directives: ReadonlySet<string> | undefined

  function isProven(proof: Proof, coordinates: readonly string[]): boolean {
    if (proof === 'SELECTION') {
      selections ??= selectionsOf(document, before)
      return coordinates.some((coordinate) => selections!.has(coordinate))
    }
    // What broke a rule before has come to terms with it: only what is new is the change's doing.
    return breaks.getOrInsertComputed(
      proof,
      () => violates(document, after, rules[proof]) && !violates(document, before, rules[proof]),
    )
  }

  return {
    isBroken({ coordinates, directive, proof }) {
      if (directive !== undefined) {
        directives ??= directivesOf(document)
        if (!directives.has(directive)) return false
      }
      return proof === undefined || isProven(proof, coordinates)
    },
  }
}

const violates = (
  document: DocumentNode,
  schema: GraphQLSchema,
  against: readonly ValidationRule[],
): boolean => validate(schema, document, against, { maxErrors: 1 }).length > 0

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

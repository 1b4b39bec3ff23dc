import { isEnumType, isSpecifiedScalarType } from 'graphql'
import type { GraphQLLeafType } from 'graphql'
import { isRawNumber } from '../../transport/exact-json.ts'

/** Gives a leaf's value as it goes into the response, or null when it is not one of its type. */
export type CompleteLeaf = (value: unknown) => unknown

/** Completes the values of a scalar or enum type. What a scalar of the schema's own may be, only its subgraph knows. */
export function leafCompletion(type: GraphQLLeafType): CompleteLeaf {
  if (isEnumType(type)) {
    const values = new Set<unknown>(type.getValues().map(({ name }) => name))
    return (value) => (values.has(value) ? value : null)
  }
  return isSpecifiedScalarType(type) ? (specified.get(type.name) ?? any) : any
}

const any: CompleteLeaf = (value) => value

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' ? Number.isFinite(value) : isRawNumber(value)

const isInteger = (value: unknown): boolean => Number.isInteger(value) || isRawNumber(value)

const specified = new Map<string, CompleteLeaf>([
  ['String', (value) => (typeof value === 'string' ? value : null)],
  ['Boolean', (value) => (typeof value === 'boolean' ? value : null)],
  ['Float', (value) => (isNumber(value) ? value : null)],
  ['Int', (value) => (isInteger(value) ? value : null)],
  // "ID … is serialized in the same way as a String": GraphQL specification, section 3.5.5
  ['ID', (value) => (typeof value === 'string' ? value : isInteger(value) ? textOf(value) : null)],
])

const textOf = (value: unknown): string => JSON.stringify(value)

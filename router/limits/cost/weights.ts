import { getNamedType, isCompositeType, isInputObjectType } from 'graphql'
import type { GraphQLArgument, GraphQLField, GraphQLInputType, GraphQLOutputType } from 'graphql'
import { appliedDirectives } from '../../supergraph/applied-directives.ts'

/** `@listSize` of a field. */
export interface ListSize {
  readonly assumedSize: number | undefined
  readonly slicingArguments: readonly string[]
  readonly sizedFields: readonly string[]
  readonly requireOneSlicingArgument: boolean
}

/** What the parts of a schema cost, in units of one object. */
export interface Weights {
  /** One value of a field. */
  ofField(parent: string, field: GraphQLField<unknown, unknown>): number
  /** An argument that is given, with all that is given inside it. */
  ofArgument(parent: string, field: string, argument: GraphQLArgument, value: unknown): number
  /** Whether an argument costs nothing, whatever is given. */
  isFree(parent: string, field: string, argument: GraphQLArgument): boolean
  listSizeOf(parent: string, field: GraphQLField<unknown, unknown>): ListSize | undefined
}

const specs = new Set(['cost'])
const names = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []

/** The page that our connections give where none is asked for (`readPage` of packages/service). */
const DEFAULT_PAGE = 20

/**
 * Reads `@cost` and `@listSize` of a supergraph (https://ibm.github.io/graphql-specs/cost-spec.html, as Apollo's
 * demand control has it). What has none: an object costs 1, a scalar or an enum 0, an input object 1. Connections as
 * Relay specifies them have as many edges and nodes as `first` or `last` say, without a directive.
 */
export function readWeights(supergraphSdl: string): Weights {
  const applied = appliedDirectives(supergraphSdl, specs)
  const find = (coordinate: string, name: string) =>
    applied.get(coordinate)?.find((directive) => directive.name === name)?.arguments
  const costOf = (coordinate: string): number | undefined => {
    const weight = find(coordinate, 'cost')?.['weight']
    return weight === undefined ? undefined : Number(weight)
  }
  const ofType = (type: GraphQLOutputType | GraphQLInputType): number => {
    const named = getNamedType(type)
    return costOf(named.name) ?? (isCompositeType(named) || isInputObjectType(named) ? 1 : 0)
  }

  function ofInput(type: GraphQLInputType, own: number | undefined, value: unknown): number {
    if (value === null || value === undefined) return 0
    if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + ofInput(type, own, item), 0)
    const named = getNamedType(type)
    const weight = own ?? ofType(named)
    if (!isInputObjectType(named) || typeof value !== 'object') return weight
    const given = value as Record<string, unknown>
    return Object.values(named.getFields()).reduce(
      (sum, field) => sum + ofInput(field.type, costOf(`${named.name}.${field.name}`), given[field.name]),
      weight,
    )
  }

  return {
    ofField: (parent, field) => costOf(`${parent}.${field.name}`) ?? ofType(field.type),
    ofArgument: (parent, field, argument, value) =>
      ofInput(argument.type, costOf(`${parent}.${field}(${argument.name}:)`), value),
    isFree(parent, field, argument) {
      const named = getNamedType(argument.type)
      const weight = costOf(`${parent}.${field}(${argument.name}:)`) ?? ofType(named)
      return weight === 0 && !isInputObjectType(named)
    },
    listSizeOf(parent, field) {
      const given = find(`${parent}.${field.name}`, 'listSize')
      if (!given) return connectionSize(field)
      return {
        assumedSize: given['assumedSize'] === undefined ? undefined : Number(given['assumedSize']),
        slicingArguments: names(given['slicingArguments']),
        sizedFields: names(given['sizedFields']),
        requireOneSlicingArgument: given['requireOneSlicingArgument'] !== false,
      }
    },
  }
}

/** https://relay.dev/graphql/connections.htm: a type by the name of …Connection, sliced by `first` or `last`. */
function connectionSize({ type, args }: GraphQLField<unknown, unknown>): ListSize | undefined {
  if (!getNamedType(type).name.endsWith('Connection')) return undefined
  const slicingArguments = args.map(({ name }) => name).filter((name) => name === 'first' || name === 'last')
  if (slicingArguments.length === 0) return undefined
  const sizedFields = ['edges', 'nodes']
  return { assumedSize: DEFAULT_PAGE, slicingArguments, sizedFields, requireOneSlicingArgument: false }
}

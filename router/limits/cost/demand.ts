import { getOperationAST, GraphQLError } from 'graphql'
import type { DocumentNode, ExecutionResult } from 'graphql'
import type { Viewer } from '@tradewind/service'
import type { Engine } from '../../engine/engine.ts'
import { refusal } from '../../errors/errors.ts'
import { operationCost } from '../../observability/metrics.ts'
import { compileCost } from './compile.ts'
import { actualCost, estimateCost } from './tree.ts'
import type { CostFields, Variables } from './tree.ts'
import { readWeights } from './weights.ts'

/** What an operation costs, in units of one object. */
export interface Cost {
  /** Before it is executed: each list as long as it may become. */
  readonly estimated: number
  /** After it was executed; undefined when it was not. */
  actual?: number
}

/** An operation that is about to be executed. */
interface Demanded {
  readonly engine: Pick<Engine, 'schema' | 'supergraphSdl'>
  readonly document: DocumentNode
  readonly operationName: string | undefined
  readonly variables: Variables
}

export interface DemandControl {
  /** What the operation is expected to cost, or the error it is refused with. */
  admit(demanded: Demanded): Cost | GraphQLError
  /** Notes what it has cost, and tells staff. */
  settle(demanded: Demanded, cost: Cost, result: ExecutionResult, viewer: Viewer | null): ExecutionResult
}

export interface DemandOptions {
  readonly maxCost: number
  /** How many items a list is expected to have that nothing else is known of. */
  readonly listSize: number
}

const estimates = operationCost.labels({ kind: 'estimated' })
const actuals = operationCost.labels({ kind: 'actual' })

/** A mutation costs this much before anything of its result, as in Apollo's demand control. */
const MUTATION_COST = 10

/**
 * Demand control: the cost of an operation by `@cost` and `@listSize`, estimated before it is executed and counted
 * afterwards. What is compiled is kept by document.
 */
export function demandControl({ maxCost, listSize }: DemandOptions): DemandControl {
  const compilers = new WeakMap<Demanded['engine'], (demanded: Demanded) => CostFields>()

  function compiled(demanded: Demanded): CostFields {
    const compile = compilers.get(demanded.engine) ?? compiler(demanded.engine, listSize)
    compilers.set(demanded.engine, compile)
    return compile(demanded)
  }

  function estimate(demanded: Demanded): number | GraphQLError {
    try {
      return baseCost(demanded) + estimateCost(compiled(demanded), demanded.variables)
    } catch (error) {
      if (error instanceof GraphQLError) return error
      throw error
    }
  }

  return {
    admit(demanded) {
      const estimated = estimate(demanded)
      if (estimated instanceof GraphQLError) return estimated
      estimates.observe(estimated)
      if (estimated <= maxCost) return { estimated }
      return refusal(
        'COST_ESTIMATED_TOO_EXPENSIVE',
        `The operation may cost ${estimated}, at most ${maxCost} is allowed; ask for shorter lists, or for less inside them.`,
      )
    },
    settle(demanded, cost, result, viewer) {
      if (!result.data) return result
      cost.actual = baseCost(demanded) + actualCost(compiled(demanded), result.data, demanded.variables)
      actuals.observe(cost.actual)
      if (!isStaff(viewer)) return result
      return { ...result, extensions: { ...result.extensions, cost: { ...cost, max: maxCost } } }
    },
  }
}

const isStaff = (viewer: Viewer | null): boolean =>
  viewer?.roles.some((role) => role === 'STAFF' || role === 'ADMIN') ?? false

const baseCost = ({ document, operationName }: Demanded): number =>
  getOperationAST(document, operationName)?.operation === 'mutation' ? MUTATION_COST : 0

/** Compiles the operations of one supergraph, each once. */
function compiler({ schema, supergraphSdl }: Demanded['engine'], listSize: number) {
  const weights = readWeights(supergraphSdl)
  const compiled = new WeakMap<DocumentNode, Map<string, CostFields>>()
  return ({ document, operationName = '' }: Demanded): CostFields => {
    const ofDocument = compiled.get(document) ?? new Map<string, CostFields>()
    compiled.set(document, ofDocument)
    const known = ofDocument.get(operationName)
    if (known) return known
    const operation = getOperationAST(document, operationName || undefined)
    const fields: CostFields = operation ? compileCost(schema, weights, document, operation, listSize) : []
    ofDocument.set(operationName, fields)
    return fields
  }
}

import { getOperationAST, GraphQLError } from 'graphql'
import type { DocumentNode, ExecutionResult } from 'graphql'
import type { Viewer } from '@tradewind/service'
import type { Engine, IncrementalResult, SubsequentResult } from '../../engine/engine.ts'
import { refusal } from '../../errors/errors.ts'
import { operationCost } from '../../observability/metrics.ts'
import { compileCost } from './compile.ts'
import { CostOfParts } from './parts.ts'
import { actualCost, estimateCost } from './tree.ts'
import type { CostFields, Variables } from './tree.ts'
import { readWeights } from './weights.ts'

/** What an operation costs, in units of one object. */
export interface Cost {
  /** Before it is executed: each list as long as it may become. */
  readonly estimated: number
  /** After it was executed, of all events and parts so far; undefined when it was not. */
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
  /** The same for an event of a subscription: once for all who are given that event, who have the same token. */
  settleEvent(demanded: Demanded, cost: Cost, event: ExecutionResult, viewer: Viewer | null): ExecutionResult
  /** The same for an answer in parts; staff are told with the last one. */
  settleParts(demanded: Demanded, cost: Cost, viewer: Viewer | null): SettleParts
}

export interface SettleParts {
  /** To be called for each part, in their order. */
  part<Part extends IncrementalResult['initialResult'] | SubsequentResult>(part: Part): Part
  /** There are no more parts, or nobody takes them. */
  end(): void
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
  const events = new WeakMap<
    ExecutionResult,
    { readonly settled: ExecutionResult; readonly actual: number }
  >()

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

  /** Adds what staff are told to what goes to them. */
  function tell<Result extends Pick<ExecutionResult, 'extensions'>>(result: Result, cost: Cost): Result {
    return { ...result, extensions: { ...result.extensions, cost: { ...cost, max: maxCost } } }
  }

  const costOf = (demanded: Demanded, data: NonNullable<ExecutionResult['data']>): number =>
    baseCost(demanded) + actualCost(compiled(demanded), data, demanded.variables)

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
      cost.actual = costOf(demanded, result.data)
      actuals.observe(cost.actual)
      return isStaff(viewer) ? tell(result, cost) : result
    },
    settleEvent(demanded, cost, event, viewer) {
      const { data } = event
      if (!data) return event
      const { settled, actual } = events.getOrInsertComputed(event, () => {
        const ofEvent = { estimated: cost.estimated, actual: costOf(demanded, data) }
        actuals.observe(ofEvent.actual)
        return { settled: isStaff(viewer) ? tell(event, ofEvent) : event, actual: ofEvent.actual }
      })
      cost.actual = (cost.actual ?? 0) + actual
      return settled
    },
    settleParts(demanded, cost, viewer) {
      const parts = new CostOfParts(compiled(demanded), demanded.variables)
      return {
        part(part) {
          if ('data' in part && part.data) parts.add(part.data, [])
          if ('incremental' in part)
            for (const { data, path } of part.incremental ?? []) if (data) parts.add(data, path)
          cost.actual = baseCost(demanded) + parts.cost
          return !part.hasNext && isStaff(viewer) ? tell(part, cost) : part
        },
        end() {
          if (cost.actual !== undefined) actuals.observe(cost.actual)
        },
      }
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

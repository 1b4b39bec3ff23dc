import type { PlanNode } from '@apollo/query-planner'
import type { Logger } from '@tradewind/service'
import { Kind } from 'graphql'
import type { ExecutionResult, GraphQLCompositeType } from 'graphql'
import { remembered } from '../../remembered.ts'
import type { SubgraphCaller } from '../../transport/client.ts'
import { KEPT_SHAPES, keyOf } from '../answer.ts'
import type { RootedOperation } from '../answer.ts'
import type { IncrementalResult } from '../engine.ts'
import type { Surroundings } from '../execute/fetch.ts'
import type { Run } from '../execute/run.ts'
import { compileIntrospection, withoutIntrospection } from '../introspection.ts'
import type { Planner } from '../planning/planner.ts'
import { compileConditions } from '../shape/conditions.ts'
import { compileDeferringShape } from '../shape/deferring-shape.ts'
import type { DeferringShape } from '../shape/deferring-shape.ts'
import { compileIsActive, deferVariables, writeOutDeferred } from './document.ts'
import type { DeferringOperation } from './document.ts'
import { deliver } from './parts.ts'
import { compileDeferredPlan } from './plan.ts'

type Variables = Readonly<Record<string, unknown>>

/** The time that the planner takes can double with each fragment: with dozens it would hold up everybody for minutes. */
const MOST_DEFERRED = 8

type Execute = (variables: Variables, caller: SubgraphCaller) => Promise<ExecutionResult | IncrementalResult>

/**
 * Compiles an operation that defers something, once for each combination of the variables that decide what: such a
 * combination is a plan of its own. Gives null for variables with which nothing is deferred, or can be.
 */
export function compileDeferring(
  planner: Planner,
  surroundings: Surroundings,
  { document, operation, rootType }: RootedOperation,
  logger: Logger,
): (variables: Variables) => Execute | null {
  const names = deferVariables(document)
  const isActive = compileIsActive(operation)

  function compile(variables: Variables): Execute | null {
    const deferring = writeOutDeferred(document, operation, isActive(variables))
    const { length } = deferring.fragments
    if (length === 0 || length > MOST_DEFERRED) return null
    try {
      return compileVariant(deferring)
    } catch (error) {
      // The planner fails over a few fragments of interfaces; what it cannot defer it can still fetch at once.
      logger.warn({ err: error }, 'What an operation defers could not be planned; it is answered at once.')
      return null
    }
  }

  function compileVariant(deferring: DeferringOperation): Execute {
    const start = compileDeferredPlan(planned(deferring), surroundings)
    const readConditions = compileConditions(deferring.document, deferring.operation)
    const introspect = compileIntrospection(planner.schema, deferring.document, deferring.operation)
    const shapesFor = compileShapes(planner.schema, deferring, rootType)

    return (variables, caller) => {
      const stopping = new AbortController()
      const signal = AbortSignal.any([caller.signal, stopping.signal])
      const conditions = readConditions(variables)
      const run: Run = { root: {}, variables, conditions, errors: [], caller: { ...caller, signal } }
      const introspection = introspect(variables)
      const shapes = shapesFor(conditions)
      return deliver({
        run,
        execution: start(run),
        fragments: deferring.fragments,
        complete: () => shapes.whole(run.root, introspection, []),
        completePart: ({ fragment, type, entity, path }) =>
          shapes.part(fragment, type)(entity, introspection, path),
        stop: () => stopping.abort(),
      })
    }
  }

  function planned({ operation: written }: DeferringOperation): PlanNode | undefined {
    // The planner knows introspection on the root alone, and not in what is deferred there.
    const fetched = { ...written, selectionSet: withoutIntrospection(written.selectionSet) }
    if (fetched.selectionSet.selections.length === 0) return undefined
    const { node } = planner.plan({ kind: Kind.DOCUMENT, definitions: [fetched] }, written.name?.value)
    if (node?.kind === 'Subscription') throw new Error('A subscription is not executed in parts.')
    return node
  }

  return remembered(KEPT_SHAPES, (variables) => names.map((name) => String(variables[name])).join(), compile)
}

interface Shapes {
  readonly whole: DeferringShape
  part(fragment: number, type: string): DeferringShape
}

/** The shapes of an operation's parts, for each combination of the variables of @skip and @include. */
function compileShapes(
  schema: Planner['schema'],
  { operation, fragments }: DeferringOperation,
  rootType: GraphQLCompositeType,
): (conditions: ReadonlyMap<string, boolean>) => Shapes {
  const deferred = new Map(fragments.map(({ node }, number) => [node, number]))

  return remembered(KEPT_SHAPES, keyOf, (conditions: ReadonlyMap<string, boolean>): Shapes => {
    const source = { schema, fragments: new Map(), conditions, deferred }
    const parts = new Map<string, DeferringShape>()
    return {
      whole: compileDeferringShape(source, rootType, [operation.selectionSet]),
      part: (fragment, type) =>
        parts.getOrInsertComputed(`${fragment} ${type}`, () => {
          const { selectionSet } = fragments[fragment]!.node
          return compileDeferringShape(source, schema.getType(type) as GraphQLCompositeType, [selectionSet])
        }),
    }
  })
}

import type { DocumentNode, ExecutionResult } from 'graphql'
import { refusal } from '../../errors/errors.ts'
import type { SubgraphCaller } from '../../transport/client.ts'
import { chooseOperation, compileAnswer } from '../answer.ts'
import type { RootedOperation } from '../answer.ts'
import { withoutDefer } from '../defer/document.ts'
import { compileBody, compileReceipt, subgraphOf } from '../execute/fetch.ts'
import { compilePlan } from '../execute/plan.ts'
import type { Run } from '../execute/run.ts'
import type { OperationCompiler } from '../operation.ts'
import { compileConditions } from '../shape/conditions.ts'
import { joinFetches } from './joint-fetches.ts'
import { openUpstream } from './upstream.ts'
import type { LiveOptions, Source, Upstream } from './upstream.ts'

type Variables = Readonly<Record<string, unknown>>

/** Starts one subscription, whatever its variables. */
export type StartSubscription = (
  variables: Variables,
  caller: SubgraphCaller,
) => Promise<AsyncGenerator<ExecutionResult, void> | ExecutionResult>

/**
 * Plans a validated subscription: one subgraph streams events, and each event runs through the rest of the plan and the
 * shape of the response as any query's data do, with errors and a time limit of its own, one event after the other.
 *
 * Subscriptions with the same variables on behalf of the same caller share one stream and one execution of each event.
 * Those under way when the supergraph changes go on with the plan they have, until they are moved to another engine.
 */
export function compileSubscription(
  { planner, subgraphs, client, logger }: OperationCompiler,
  live: LiveOptions,
  document: DocumentNode,
  operationName: string | undefined,
): StartSubscription {
  const { schema, supergraphSchema, requiredArguments } = planner
  const chosen = chooseOperation(schema, document, operationName)
  refuseConditions(chosen)
  const { node } = planner.plan(withoutDefer(document), operationName)
  if (node?.kind !== 'Subscription') throw refusal('BAD_REQUEST', 'The operation is no subscription.')
  const surroundings = { schema: supergraphSchema, subgraphs, requiredArguments, client }
  const subgraph = subgraphOf(node.primary, surroundings)
  const bodyOf = compileBody(node.primary)
  const receive = compileReceipt(node.primary, [[]], surroundings)
  const rest = node.rest && compilePlan(node.rest, { ...surroundings, join: joinFetches })
  const readConditions = compileConditions(document, chosen.operation)
  const answer = compileAnswer(schema, chosen)
  const upstreams = new Map<string, Upstream>()

  function sourceFor(variables: Variables, caller: SubgraphCaller): Source {
    const body = bodyOf(variables, null)
    const conditions = readConditions(variables)
    return {
      subgraph: subgraph.name,
      open: (signal) => client.subscribe(subgraph, { body }, { ...caller, signal }),
      async answer(event, signal) {
        const expiresAt = performance.now() + live.answerTimeoutMs
        const record = { subgraphCalls: 0, subgraphMs: new Map<string, number>() }
        const root = {}
        const run: Run = {
          root,
          variables,
          conditions,
          errors: [],
          caller: { ...caller, signal, expiresAt, record },
        }
        receive(run, [root], event)
        if (event.data === undefined) return { errors: run.errors }
        await rest?.(run)
        return answer(run)
      },
    }
  }

  return (variables, caller) => {
    caller.record.subgraphCalls += 1
    const key = JSON.stringify([variables, caller.authorization, caller.headers])
    let upstream = upstreams.get(key)
    if (!upstream) {
      const opened = openUpstream(sourceFor(variables, caller), live, logger, () => upstreams.delete(key))
      upstreams.set(key, (upstream = opened))
    }
    return upstream.join(caller.signal)
  }
}

/** The GraphQL specification allows no conditions on what a subscription subscribes to. */
function refuseConditions({ operation }: RootedOperation): void {
  const conditions = new Set(['skip', 'include'])
  for (const { directives } of operation.selectionSet.selections) {
    if (directives?.some(({ name }) => conditions.has(name.value)))
      throw refusal(
        'GRAPHQL_VALIDATION_FAILED',
        'The root field of a subscription takes neither @skip nor @include; put them on the fields inside it.',
      )
  }
}

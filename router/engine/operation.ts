import type { Logger } from '@tradewind/service'
import type { DocumentNode, ExecutionResult } from 'graphql'
import { refusal } from '../errors/errors.ts'
import type { Subgraph, SubgraphCaller, SubgraphClient } from '../transport/client.ts'
import { chooseOperation, compileAnswer } from './answer.ts'
import { hasDefer, withoutDefer } from './defer/document.ts'
import { compileDeferring } from './defer/operation.ts'
import type { IncrementalResult, Operation } from './engine.ts'
import { compilePlan } from './execute/plan.ts'
import type { Run } from './execute/run.ts'
import type { Planner } from './planning/planner.ts'
import { compileConditions } from './shape/conditions.ts'

type Variables = Readonly<Record<string, unknown>>

/** Executes one operation, whatever its variables: everything that does not depend on them is done beforehand. */
export type ExecuteOperation = (
  variables: Variables,
  caller: SubgraphCaller,
  options: Pick<Operation, 'observe' | 'incremental'>,
) => Promise<ExecutionResult | IncrementalResult>

export interface OperationCompiler {
  readonly planner: Planner
  readonly subgraphs: ReadonlyMap<string, Subgraph>
  readonly client: SubgraphClient
  readonly logger: Logger
}

/**
 * Plans a validated query or mutation and compiles its plan and the shape of its response. What is `fetched` may be more
 * than what is answered.
 */
export function compileOperation(
  { planner, subgraphs, client, logger }: OperationCompiler,
  document: DocumentNode,
  operationName: string | undefined,
  fetched = document,
): ExecuteOperation {
  const { schema, supergraphSchema, requiredArguments } = planner
  const chosen = chooseOperation(schema, document, operationName)
  const { node } = planner.plan(withoutDefer(fetched), operationName)
  if (node?.kind === 'Subscription')
    throw refusal(
      'BAD_REQUEST',
      'A subscription has no single answer: ask for it over a transport that streams.',
    )
  const surroundings = { schema: supergraphSchema, subgraphs, requiredArguments, client }
  const execute = node && compilePlan(node, surroundings)
  const readConditions = compileConditions(document, chosen.operation)
  const answer = compileAnswer(schema, chosen)
  const deferring = hasDefer(document) ? compileDeferring(planner, surroundings, chosen, logger) : null

  return async (variables, caller, { observe, incremental }) => {
    const executeInParts = incremental && deferring?.(variables)
    if (executeInParts) return executeInParts(variables, caller)
    const run: Run = { root: {}, variables, conditions: readConditions(variables), errors: [], caller }
    await execute?.(run)
    observe?.(run.root)
    return answer(run)
  }
}

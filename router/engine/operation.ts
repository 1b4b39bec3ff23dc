import { getOperationAST, Kind } from 'graphql'
import type { DocumentNode, ExecutionResult, GraphQLError, OperationDefinitionNode } from 'graphql'
import { invalidSubgraphResponse, refusal } from '../errors/errors.ts'
import type { SubgraphCaller, SubgraphClient } from '../transport/client.ts'
import type { Subgraph } from '../transport/client.ts'
import { compilePlan } from './execute/plan.ts'
import type { Run } from './execute/run.ts'
import { compileIntrospection } from './introspection.ts'
import type { Planner } from './planning/planner.ts'
import { compileConditions } from './shape/conditions.ts'
import { compileShape } from './shape/shape.ts'
import type { Problem, Shape } from './shape/shape.ts'

type Variables = Readonly<Record<string, unknown>>

/** Executes one operation, whatever its variables: everything that does not depend on them is done beforehand. */
export type ExecuteOperation = (variables: Variables, caller: SubgraphCaller) => Promise<ExecutionResult>

export interface OperationCompiler {
  readonly planner: Planner
  readonly subgraphs: ReadonlyMap<string, Subgraph>
  readonly client: SubgraphClient
}

/** How many combinations of the variables of @skip and @include an operation's shapes are kept for. */
const KEPT_SHAPES = 32

/** Plans a validated operation and compiles its plan and the shape of its response. */
export function compileOperation(
  { planner, subgraphs, client }: OperationCompiler,
  document: DocumentNode,
  operationName: string | undefined,
): ExecuteOperation {
  const { schema, supergraphSchema, requiredArguments } = planner
  const operation = getOperationAST(document, operationName)
  const rootType = operation && schema.getRootType(operation.operation)
  if (!operation || !rootType) throw refusal('OPERATION_RESOLUTION_FAILURE', 'There is no such operation.')
  refuseReservedVariable(operation)

  const { node } = planner.plan(document, operationName)
  if (node?.kind === 'Subscription') throw refusal('BAD_REQUEST', 'Subscriptions are not offered here.')
  const surroundings = { schema: supergraphSchema, subgraphs, requiredArguments, client }
  const execute = node && compilePlan(node, surroundings)
  const readConditions = compileConditions(document, operation)
  const introspect = compileIntrospection(schema, document, operation)
  const shapes = new Map<string, Shape>()

  function shapeFor(conditions: ReadonlyMap<string, boolean>): Shape {
    const key = [...conditions.values()].map(Number).join('')
    let shape = shapes.get(key)
    if (!shape) {
      const fragments = fragmentsOf(document)
      shape = compileShape({ schema, fragments, conditions }, rootType!, [operation!.selectionSet])
      if (shapes.size >= KEPT_SHAPES) shapes.clear()
      shapes.set(key, shape)
    }
    return shape
  }

  return async (variables, caller) => {
    const conditions = readConditions(variables)
    const run: Run = { root: {}, variables, conditions, errors: [], caller }
    await execute?.(run)
    const introspection = introspect(variables)
    const shape = shapeFor(conditions)
    const { data, isWhole } = shape.complete(run.root, introspection)
    if (isWhole && run.errors.length === 0) return { data }
    const problems = isWhole ? [] : shape.findProblems(run.root, introspection)
    return { errors: [...run.errors, ...unexplained(problems, run.errors)], data }
  }
}

/** Errors for what does not fit the schema, where no subgraph's error says already why something is missing. */
function unexplained(problems: readonly Problem[], errors: readonly GraphQLError[]): GraphQLError[] {
  const explains = ({ path }: GraphQLError, problem: Problem): boolean => {
    const common = Math.min(path?.length ?? 0, problem.path.length)
    return problem.path.slice(0, common).every((step, index) => step === path?.[index])
  }
  return problems
    .filter((problem) => !errors.some((error) => explains(error, problem)))
    .map(({ kind, path }) => invalidSubgraphResponse(kind, path))
}

function refuseReservedVariable({ variableDefinitions }: OperationDefinitionNode): void {
  if (variableDefinitions?.some(({ variable }) => variable.name.value === 'representations'))
    throw refusal('BAD_USER_INPUT', 'A variable may not be called "representations"; give it another name.')
}

const fragmentsOf = (document: DocumentNode) =>
  new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  )

import { getOperationAST, Kind } from 'graphql'
import type {
  DocumentNode,
  ExecutionResult,
  FragmentDefinitionNode,
  GraphQLError,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql'
import { invalidSubgraphResponse, refusal } from '../errors/errors.ts'
import { remembered } from '../remembered.ts'
import type { Run } from './execute/run.ts'
import { compileIntrospection } from './introspection.ts'
import { compileShape } from './shape/shape.ts'
import type { Problem } from './shape/shape.ts'

/** An operation of a document, and the type of its root. */
export interface RootedOperation {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly rootType: GraphQLObjectType
}

/** Chooses the operation of a valid document; throws a refusal where there is none of the name. */
export function chooseOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): RootedOperation {
  const operation = getOperationAST(document, operationName)
  const rootType = operation && schema.getRootType(operation.operation)
  if (!operation || !rootType) throw refusal('OPERATION_RESOLUTION_FAILURE', 'There is no such operation.')
  if (operation.variableDefinitions?.some(({ variable }) => variable.name.value === 'representations'))
    throw refusal('BAD_USER_INPUT', 'A variable may not be called "representations"; give it another name.')
  return { document, operation, rootType }
}

/** Makes the answer of what a run has fetched: the fields asked for, in their order, nulls moved up, and the errors. */
export type Answer = (run: Run) => ExecutionResult

/** How many combinations of the variables of @skip and @include an operation's shapes are kept for. */
export const KEPT_SHAPES = 32

export function compileAnswer(
  schema: GraphQLSchema,
  { document, operation, rootType }: RootedOperation,
): Answer {
  const introspect = compileIntrospection(schema, document, operation)
  const shapeFor = remembered(KEPT_SHAPES, keyOf, (conditions: ReadonlyMap<string, boolean>) => {
    const fragments = fragmentsOf(document)
    return compileShape({ schema, fragments, conditions }, rootType, [operation.selectionSet])
  })

  return (run) => {
    const introspection = introspect(run.variables)
    const shape = shapeFor(run.conditions)
    const { data, isWhole } = shape.complete(run.root, introspection)
    if (isWhole && run.errors.length === 0) return { data }
    const problems = isWhole ? [] : shape.findProblems(run.root, introspection)
    return { errors: [...run.errors, ...unexplained(problems, run.errors)], data }
  }
}

/** Tells apart the combinations of the values of one operation's conditions. */
export const keyOf = (conditions: ReadonlyMap<string, boolean>): string =>
  [...conditions.values()].map(Number).join('')

/** Errors for what does not fit the schema, where no subgraph's error says already why something is missing. */
export function unexplained(problems: readonly Problem[], errors: readonly GraphQLError[]): GraphQLError[] {
  const explains = ({ path }: GraphQLError, problem: Problem): boolean => {
    const common = Math.min(path?.length ?? 0, problem.path.length)
    return problem.path.slice(0, common).every((step, index) => step === path?.[index])
  }
  return problems
    .filter((problem) => !errors.some((error) => explains(error, problem)))
    .map(({ kind, path }) => invalidSubgraphResponse(kind, path))
}

export const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  )

import { execute as graphqlExecute, getOperationAST, getVariableValues, GraphQLError } from 'graphql'
import type { ExecutionArgs, ExecutionResult } from 'graphql'
import type { GraphQLParams } from 'graphql-yoga'
import type { Authorise } from './authorisation/authorise.ts'
import type { RouterContext, RouterPlugin } from './context.ts'
import type { IncrementalResult, SubsequentResult } from './engine/engine.ts'
import { refusal } from './errors/errors.ts'
import type { DemandControl } from './limits/cost/demand.ts'
import { propagatedHeaders } from './http/propagation.ts'
import type { PropagationRules } from './http/propagation.ts'
import { isIntrospection } from './introspection.ts'
import { hashOf } from './observability/record.ts'

/** What goes to the client at a time: the answer or the first part of it, or one of those that follow. */
type AnyPart = IncrementalResult['initialResult'] | SubsequentResult
type ExecutionContext = RouterContext & { readonly params: GraphQLParams; readonly request: Request }

/** What is done to an operation around its execution. */
export interface ExecutionSteps {
  readonly authorise: Authorise
  readonly demand: DemandControl
  readonly propagation: PropagationRules
}

/**
 * Validates against, and executes with, the engine of the request's supergraph in place of graphql-js' execution;
 * what the viewer may not see is cut from the operation first, and what may cost too much is refused.
 */
export function engineExecution(steps: ExecutionSteps): RouterPlugin {
  return {
    onEnveloped({ context, setSchema }) {
      if (context) setSchema(context.engine.schema)
    },
    onExecute({ setExecuteFn }) {
      setExecuteFn((args: ExecutionArgs) => execute(args, steps))
    },
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(() => ({ errors: [refusal('BAD_REQUEST', 'Subscriptions are not offered here.')] }))
    },
  }
}

async function execute(
  args: ExecutionArgs,
  { authorise, demand, propagation }: ExecutionSteps,
): Promise<ExecutionResult | AsyncGenerator<AnyPart>> {
  const {
    engine,
    request,
    params,
    requestId,
    traceparent,
    signal,
    expiresAt,
    record,
    viewer,
    isIncremental,
  } = args.contextValue as ExecutionContext
  const { document, operationName } = args
  const variables = args.variableValues ?? {}

  // The GraphQL specification coerces variables before anything is executed.
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? []
  const { errors, coerced = {} } = getVariableValues(engine.schema, definitions, variables, { maxErrors: 20 })
  if (errors) return { errors: errors.map(toBadUserInput) }

  // graphql-js knows its own introspection best: the gateway, for one, refuses `isOneOf`.
  if (isIntrospection(document)) return graphqlExecute({ ...args, schema: engine.schema })

  const source = params.query ?? ''
  const asked = {
    document,
    source,
    hash: hashOf(document, source),
    operationName: operationName ?? undefined,
  }
  const authorised = await authorise({ ...asked, engine, viewer: viewer ?? null })
  if (authorised.outcome === 'refused') return authorised.result

  const { operation } = authorised
  const demanded = { ...operation, engine, variables: coerced }
  const cost = demand.admit(demanded)
  if (cost instanceof GraphQLError) return { errors: [cost] }
  record.cost = cost

  const authorization = request.headers.get('authorization')
  const headers = propagatedHeaders(request.headers, propagation)
  const caller = { authorization, headers, requestId, traceparent, signal, expiresAt, record }
  // Parts of an answer know nothing of what was cut from the operation: such an answer comes at once.
  const incremental = isIncremental === true && operation.document === document
  const result = await engine.execute({ ...operation, variables, caller, incremental })
  if ('initialResult' in result) return inParts(result)
  return authorised.complete(demand.settle(demanded, cost, result, viewer ?? null))
}

/** The parts of an answer one after the other, as transports take them. */
async function* inParts({ initialResult, subsequentResults }: IncrementalResult): AsyncGenerator<AnyPart> {
  try {
    yield initialResult
    yield* subsequentResults
  } finally {
    // A client that goes away before the second part has not begun to read them.
    await subsequentResults.return()
  }
}

function toBadUserInput({ message, nodes }: GraphQLError): GraphQLError {
  const http = { status: 400, spec: true }
  return new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT', http } })
}

import { execute as graphqlExecute, getVariableValues, GraphQLError } from 'graphql'
import type { ExecutionArgs, ExecutionResult } from 'graphql'
import type { GraphQLParams } from 'graphql-yoga'
import type { Authorise } from './authorisation/authorise.ts'
import type { ResponseCache } from './cache/response-cache.ts'
import type { RouterContext, RouterPlugin } from './context.ts'
import type { IncrementalResult } from './engine/engine.ts'
import type { DemandControl, SettleParts } from './limits/cost/demand.ts'
import { propagatedHeaders } from './http/propagation.ts'
import type { ClientHeaders, PropagationRules } from './http/propagation.ts'
import { renewable } from './live/renewable.ts'
import { Streamed } from './live/streamed.ts'
import type { StreamPart } from './live/streamed.ts'
import { knownOperation, noteValid } from './operation.ts'
import type { KnownOperation } from './operation.ts'

type YogaContext = RouterContext & { readonly params: GraphQLParams; readonly request: Request }

/** What is done to an operation around its execution. */
export interface ExecutionSteps {
  readonly authorise: Authorise
  readonly demand: DemandControl
  readonly propagation: PropagationRules
  /** Null where no answers are kept. */
  readonly cache: ResponseCache | null
}

/** A valid operation that somebody asks for. */
export interface ExecutionRequest {
  readonly operation: KnownOperation
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly headers: ClientHeaders
  readonly context: RouterContext
}

/** Executes with the engine of the request's supergraph. */
export type Execute = (request: ExecutionRequest) => Promise<ExecutionResult | Streamed>

/**
 * Everything that is done to an operation once it is known to be valid, whichever way its request came: what the viewer
 * may not see is cut from it, and what may cost too much is refused.
 */
export function createExecution({ authorise, demand, propagation, cache }: ExecutionSteps): Execute {
  return async ({ operation: asked, variables, headers, context }) => {
    const { engine, requestId, traceparent, signal, expiresAt, record } = context
    const viewer = context.viewer ?? null
    const { document, operationName } = asked
    record.executed = { schema: engine.schema, document, operationName, variables }

    // The GraphQL specification coerces variables before anything is executed.
    const definitions = asked.definition?.variableDefinitions ?? []
    const { errors, coerced = {} } = getVariableValues(engine.schema, definitions, variables, {
      maxErrors: 20,
    })
    if (errors) return { errors: errors.map(toBadUserInput) }

    // graphql-js knows its own introspection best: the gateway, for one, refuses `isOneOf`.
    if (asked.isIntrospection)
      return graphqlExecute({ schema: engine.schema, document, operationName, variableValues: variables })

    const authorization = headers.get('authorization')
    const handedOn = propagatedHeaders(headers, propagation)
    const looked = await cache?.lookup({
      engine,
      operation: asked,
      variables: coerced,
      authorization,
      headers: handedOn,
      record,
    })
    if (looked && 'result' in looked) return looked.result
    const pending = looked?.pending

    const authorised = await authorise({ ...asked, engine, viewer })
    if (authorised.outcome === 'refused') return authorised.result

    const { operation } = authorised
    const demanded = { ...operation, engine, variables: coerced }
    const cost = demand.admit(demanded)
    if (cost instanceof GraphQLError) return { errors: [cost] }
    record.cost = cost

    const caller = { authorization, headers: handedOn, requestId, traceparent, signal, record }
    if (asked.definition?.operation === 'subscription') {
      const events = await engine.subscribe({ ...operation, variables, caller })
      if (!(Symbol.asyncIterator in events)) return authorised.complete(events)
      return new Streamed('subscription', events, (event) =>
        authorised.complete(demand.settleEvent(demanded, cost, event, viewer)),
      )
    }

    const age = pending?.age
    // Parts of an answer know nothing of what was cut from the operation: such an answer comes at once.
    const incremental = context.isIncremental === true && operation.document === document
    const result = await engine.execute({
      ...operation,
      variables,
      caller: { ...caller, expiresAt, age },
      incremental,
      observe: pending?.observe,
    })
    if ('initialResult' in result)
      return new Streamed('incremental', inParts(result, demand.settleParts(demanded, cost, viewer)))
    const settled = demand.settle(demanded, cost, result, viewer)
    const kept = pending?.keep(result)
    return kept && settled === result ? kept : authorised.complete(settled)
  }
}

/** Validates against the request's supergraph, and executes in place of graphql-js. */
export function engineExecution(execute: Execute): RouterPlugin {
  const subscribable = renewable(execute)
  function executeArgs(args: ExecutionArgs): Promise<ExecutionResult | Streamed> {
    const { document, operationName, variableValues } = args
    const context = args.contextValue as YogaContext
    const { engine, request, params } = context
    noteValid(document, engine)
    const operation = knownOperation(document, params.query ?? '', operationName ?? undefined)
    return subscribable({ operation, variables: variableValues ?? {}, headers: request.headers, context })
  }
  return {
    onEnveloped({ context, setSchema }) {
      if (context) setSchema(context.engine.schema)
    },
    onExecute({ setExecuteFn }) {
      setExecuteFn(executeArgs)
    },
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(executeArgs)
    },
  }
}

/** The parts of an answer one after the other, as transports take them. */
async function* inParts(
  { initialResult, subsequentResults }: IncrementalResult,
  settle: SettleParts,
): AsyncGenerator<StreamPart, void> {
  try {
    yield settle.part(initialResult)
    for await (const part of subsequentResults) yield settle.part(part)
  } finally {
    // A client that goes away before the second part has not begun to read them.
    await subsequentResults.return()
    settle.end()
  }
}

function toBadUserInput({ message, nodes }: GraphQLError): GraphQLError {
  const http = { status: 400, spec: true }
  return new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT', http } })
}

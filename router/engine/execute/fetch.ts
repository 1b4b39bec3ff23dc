import type { FetchNode, ResponsePath } from '@apollo/query-planner'
import { GraphQLError } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import type { Subgraph, SubgraphClient, SubgraphRequest } from '../../transport/client.ts'
import type { SubgraphResponse } from '../../transport/response.ts'
import type { RequiredArguments } from '../planning/required-arguments.ts'
import { ownValue } from './entity.ts'
import type { Entity } from './entity.ts'
import { compileEntities } from './entities.ts'
import { compileErrors } from './errors.ts'
import { copy, merge } from './merge.ts'
import { compileMerge } from './selected-merge.ts'
import { compileRewrites } from './rewrites.ts'
import type { Run, Step } from './run.ts'
import { commonPath, compileCollect, locate } from './targets.ts'
import type { Path } from './targets.ts'

/** What the steps of a plan are compiled with. */
export interface Surroundings {
  /** Of the supergraph, with what clients may not see. */
  readonly schema: GraphQLSchema
  readonly subgraphs: ReadonlyMap<string, Subgraph>
  readonly requiredArguments: RequiredArguments
  readonly client: SubgraphClient
  /** Has fetches of entities ask in another way than each for itself. */
  readonly join?: (send: Send, fetch: FetchNode) => Send
}

/**
 * Compiles a fetch for the objects at one or several places of the response: for entities it sends a representation
 * of each different one once, and gives the answer to all that it stands for.
 */
export function compileFetch(
  fetch: FetchNode,
  places: readonly ResponsePath[],
  surroundings: Surroundings,
): Step {
  const send = compileRequest(fetch, surroundings)
  const respond = fetch.requires
    ? compileEntities(fetch, places, surroundings, surroundings.join?.(send, fetch) ?? send)
    : compileData(fetch, places, surroundings, send)

  const collects = places.map(compileCollect)
  return (run) => {
    if (run.caller.signal.aborted) return undefined
    const targets: Entity[] = []
    for (const collect of collects) collect(run.root, targets)
    if (targets.length === 0) return undefined
    return respond(run, targets).catch((error: unknown) => {
      for (const path of pathsInUse(run, places)) run.errors.push(failureAt(path, error))
    })
  }
}

/** Every place that is left without what a fetch was to bring, as far as its lists have a path in common. */
function pathsInUse(run: Run, places: readonly ResponsePath[]): Path[] {
  const paths = new Map(
    places
      .filter((place) => locate(run.root, place).size > 0)
      .map((place) => [JSON.stringify(commonPath(place)), commonPath(place)]),
  )
  return [...paths.values()]
}

function failureAt(path: Path, error: unknown): GraphQLError {
  const { message, extensions } = error instanceof GraphQLError ? error : new GraphQLError('Unexpected error')
  return new GraphQLError(message, {
    ...(path.length > 0 && { path }),
    ...(error instanceof Error && { originalError: error }),
    extensions,
  })
}

/** Sends a fetch with the variables of a run, and so many representations as JSON where it is about entities. */
export type Send = (run: Run, representations: string | null, count: number) => Promise<SubgraphResponse>
/** Asks for what a fetch brings, and adds it to its targets. */
export type Respond = (run: Run, targets: readonly Entity[]) => Promise<void>

/** Gives the body of a fetch's request, with representations as JSON where it is about entities. */
export type FetchBody = (variables: Run['variables'], representations: string | null) => string

/** Compiles the body of the request: only variables and representations are left to be filled in. */
export function compileBody({ operation, operationName, variableUsages = [] }: FetchNode): FetchBody {
  const named = operationName ? `,"operationName":${JSON.stringify(operationName)}` : ''
  const head = `{"query":${JSON.stringify(operation)}${named},"variables":{`
  const usages = variableUsages.map((name) => [name, `${JSON.stringify(name)}:`] as const)

  return (variables, representations) => {
    let body = head
    let separator = ''
    for (const [name, key] of usages) {
      const value = ownValue(variables, name)
      if (value === undefined) continue
      body += separator + key + JSON.stringify(value)
      separator = ','
    }
    if (representations !== null) body += `${separator}"representations":[${representations}]`
    return `${body}}}`
  }
}

export function subgraphOf({ serviceName }: FetchNode, { subgraphs }: Surroundings): Subgraph {
  const subgraph = subgraphs.get(serviceName)
  if (!subgraph)
    throw new Error(`The plan names a subgraph "${serviceName}" that the supergraph does not have.`)
  return subgraph
}

function compileRequest(fetch: FetchNode, surroundings: Surroundings): Send {
  const { client } = surroundings
  const subgraph = subgraphOf(fetch, surroundings)
  const bodyOf = compileBody(fetch)
  const idempotent = fetch.operationKind === 'query'
  return (run, representations) => {
    const request: SubgraphRequest = { body: bodyOf(run.variables, representations), idempotent }
    return client.send(subgraph, request, run.caller)
  }
}

/** A fetch of fields that need no entity: those of the root types. */
function compileData(
  fetch: FetchNode,
  places: readonly ResponsePath[],
  surroundings: Surroundings,
  send: Send,
): Respond {
  const receive = compileReceipt(fetch, places, surroundings)
  return async (run, targets) => receive(run, targets, await send(run, null, 0))
}

/** Adds what a subgraph answered to what is known of the targets. */
export type Receive = (run: Run, targets: readonly Entity[], response: SubgraphResponse) => void

export function compileReceipt(
  fetch: FetchNode,
  places: readonly ResponsePath[],
  { schema, requiredArguments }: Surroundings,
): Receive {
  const rewrite = compileRewrites(fetch.outputRewrites, schema)
  const mergeData = rewrite ? merge : compileMerge(fetch.operation)
  const translate = compileErrors(fetch, requiredArguments)
  return (run, targets, { data, errors, isShared = false }) => {
    if (errors) {
      const at = places.flatMap((place) => [...locate(run.root, place).values()])
      run.errors.push(...translate(errors, (rest) => ({ at, rest })))
    }
    if (!data) return
    const given = isShared && rewrite ? copy(data) : data
    rewrite?.(given)
    targets.forEach((target, index) => mergeData(target, given, isShared || index > 0))
  }
}

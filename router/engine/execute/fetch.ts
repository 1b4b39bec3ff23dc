import type { FetchNode, ResponsePath } from '@apollo/query-planner'
import { GraphQLError, isAbstractType } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { subgraphUnavailable } from '../../errors/errors.ts'
import type { Subgraph, SubgraphClient, SubgraphRequest } from '../../transport/client.ts'
import type { SubgraphResponse } from '../../transport/response.ts'
import type { RequiredArguments } from '../planning/required-arguments.ts'
import { isEntity, ownValue } from './entity.ts'
import type { Entity } from './entity.ts'
import { compileErrors } from './errors.ts'
import { merge } from './merge.ts'
import { compileRepresentation } from './representation.ts'
import { compileRewrites } from './rewrites.ts'
import type { Run, Step } from './run.ts'
import { collect, commonPath, locate } from './targets.ts'
import type { Path } from './targets.ts'

/** What the steps of a plan are compiled with. */
export interface Surroundings {
  /** Of the supergraph, with what clients may not see. */
  readonly schema: GraphQLSchema
  readonly subgraphs: ReadonlyMap<string, Subgraph>
  readonly requiredArguments: RequiredArguments
  readonly client: SubgraphClient
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
    ? compileEntities(fetch, places, surroundings, send)
    : compileData(fetch, places, surroundings, send)

  return (run) => {
    if (run.caller.signal.aborted) return undefined
    const targets: Entity[] = []
    for (const place of places) collect(run.root, place, targets)
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

type Send = (run: Run, representations: string | null) => Promise<SubgraphResponse>
type Respond = (run: Run, targets: readonly Entity[]) => Promise<void>

/** Compiles the body of the request: only variables and representations are left to be filled in. */
function compileRequest(fetch: FetchNode, { subgraphs, client }: Surroundings): Send {
  const { serviceName, operation, operationName, operationKind, variableUsages = [] } = fetch
  const subgraph = subgraphs.get(serviceName)
  if (!subgraph)
    throw new Error(`The plan names a subgraph "${serviceName}" that the supergraph does not have.`)
  const named = operationName ? `,"operationName":${JSON.stringify(operationName)}` : ''
  const head = `{"query":${JSON.stringify(operation)}${named},"variables":{`
  const usages = variableUsages.map((name) => [name, `${JSON.stringify(name)}:`] as const)
  const idempotent = operationKind === 'query'

  return (run, representations) => {
    let body = head
    let separator = ''
    for (const [name, key] of usages) {
      const value = ownValue(run.variables, name)
      if (value === undefined) continue
      body += separator + key + JSON.stringify(value)
      separator = ','
    }
    if (representations !== null) body += `${separator}"representations":[${representations}]`
    const request: SubgraphRequest = { body: `${body}}}`, idempotent }
    return client.send(subgraph, request, run.caller)
  }
}

/** A fetch of fields that need no entity: those of the root types. */
function compileData(
  fetch: FetchNode,
  places: readonly ResponsePath[],
  { schema, requiredArguments }: Surroundings,
  send: Send,
): Respond {
  const rewrite = compileRewrites(fetch.outputRewrites, schema)
  const translate = compileErrors(fetch, requiredArguments)
  return async (run, targets) => {
    const { data, errors } = await send(run, null)
    if (errors) {
      const at = places.flatMap((place) => [...locate(run.root, place).values()])
      run.errors.push(...translate(errors, (rest) => ({ at, rest })))
    }
    if (!data) return
    rewrite?.(data)
    targets.forEach((target, index) => merge(target, data, index > 0))
  }
}

function compileEntities(
  fetch: FetchNode,
  places: readonly ResponsePath[],
  { schema, requiredArguments }: Surroundings,
  send: Send,
): Respond {
  const sendAs = (name: string): string => requiredArguments.fields.get(name)?.name ?? name
  const build = compileRepresentation(fetch, schema, sendAs)
  const rewrite = compileRewrites(fetch.outputRewrites, schema)
  const translate = compileErrors(fetch, requiredArguments)
  const path = commonPath(places[0] ?? [])

  return async (run, targets) => {
    const { representations, numbers, count } = represent(targets, build)
    if (count === 0) return
    const { data, errors } = await send(run, representations)
    if (errors) run.errors.push(...translate(errors, pathsOfEntities(run, targets, numbers)))
    if (!data) return
    const entities = ownValue(data, '_entities')
    // Which entity is which is told by their order alone.
    if (!Array.isArray(entities) || entities.length !== count) {
      if (!errors) throw subgraphUnavailable([])
      return
    }
    const given = new Set<number>()
    targets.forEach((target, index) => {
      const number = numbers[index]!
      const entity: unknown = entities[number]
      if (number < 0 || !isEntity(entity)) return
      const isFirst = !given.has(number)
      given.add(number)
      if (isFirst) {
        if (rewrite) {
          entity['__typename'] ??= target['__typename']
          rewrite(entity)
        }
        // An @interfaceObject tells the interface's name, and that of the object is known already.
        if (isAbstractType(schema.getType(String(entity['__typename'])))) entity['__typename'] = undefined
      }
      merge(target, entity, !isFirst)
    })
  }

  function pathsOfEntities(run: Run, targets: readonly Entity[], numbers: readonly number[]) {
    let located: Map<Entity, Path> | undefined
    return (errorPath: readonly unknown[]): { at: readonly Path[]; rest: readonly unknown[] } => {
      const [, number, ...rest] = errorPath
      if (typeof number !== 'number') return { at: [path], rest: [] }
      located ??= new Map(places.flatMap((place) => [...locate(run.root, place)]))
      const at = targets.filter((_, index) => numbers[index] === number)
      return { at: at.length > 0 ? at.map((target) => located?.get(target) ?? path) : [path], rest }
    }
  }
}

/** The different representations as JSON, and the number of its own for each target; -1 where it has none. */
function represent(
  targets: readonly Entity[],
  build: (entity: Entity) => string | null,
): { representations: string; numbers: number[]; count: number } {
  const known = new Map<string, number>()
  let representations = ''
  const numbers = targets.map((target) => {
    const json = build(target)
    if (json === null) return -1
    const seen = known.get(json)
    if (seen !== undefined) return seen
    representations += known.size > 0 ? `,${json}` : json
    known.set(json, known.size)
    return known.size - 1
  })
  return { representations, numbers, count: known.size }
}

import type { FetchNode, ResponsePath } from '@apollo/query-planner'
import { isAbstractType } from 'graphql'
import { subgraphUnavailable } from '../../errors/errors.ts'
import { isEntity, ownValue } from './entity.ts'
import type { Entity } from './entity.ts'
import { compileErrors } from './errors.ts'
import type { Respond, Send, Surroundings } from './fetch.ts'
import { copy, merge } from './merge.ts'
import { compileMerge } from './selected-merge.ts'
import { compileRepresentation } from './representation.ts'
import { represent } from './represent.ts'
import { compileRewrites } from './rewrites.ts'
import type { Run } from './run.ts'
import { commonPath, locate } from './targets.ts'
import type { Path } from './targets.ts'

/** Compiles a fetch of more about entities: each different one is sent once, and what it stands for gets the answer. */
export function compileEntities(
  fetch: FetchNode,
  places: readonly ResponsePath[],
  { schema, requiredArguments }: Surroundings,
  send: Send,
): Respond {
  const sendAs = (name: string): string => requiredArguments.fields.get(name)?.name ?? name
  const representationOf = compileRepresentation(fetch, schema, sendAs)
  const rewrite = compileRewrites(fetch.outputRewrites, schema)
  const mergeEntity = rewrite ? merge : compileMerge(fetch.operation, '_entities')
  const translate = compileErrors(fetch, requiredArguments)
  const path = commonPath(places[0] ?? [])
  const isAbstract = (name: unknown): boolean =>
    typeof name === 'string' && isAbstractType(schema.getType(name))

  return async (run, targets) => {
    const { representations, numbers, count } = represent(targets, representationOf)
    if (count === 0) return
    const { data, errors, isShared = false } = await send(run, representations, count)
    if (errors) run.errors.push(...translate(errors, pathsOfEntities(run, targets, numbers)))
    if (!data) return
    const entities = ownValue(data, '_entities')
    // Which entity is which is told by their order alone.
    if (!Array.isArray(entities) || entities.length !== count) {
      if (!errors) throw subgraphUnavailable([])
      return
    }
    const prepared: Entity[] = []
    targets.forEach((target, index) => {
      const number = numbers[index]!
      const entity: unknown = entities[number]
      if (number < 0 || !isEntity(entity)) return
      const known = prepared[number]
      const given = (prepared[number] = known ?? prepare(entity, target, isShared))
      mergeEntity(target, given, isShared || known !== undefined)
    })
  }

  /** What a subgraph told of an entity, fit for all the objects that the entity stands for. */
  function prepare(entity: Entity, target: Entity, isShared: boolean): Entity {
    const typename = entity['__typename']
    // An @interfaceObject tells the interface's name, or none; that of the object is known already.
    const isNameless = typename === undefined || isAbstract(typename)
    if (!rewrite && (typename === undefined || !isNameless)) return entity
    const own = isShared ? copy(entity) : entity
    if (rewrite) {
      own['__typename'] ??= target['__typename']
      rewrite(own)
    }
    if (isNameless) own['__typename'] = undefined
    return own
  }

  function pathsOfEntities(run: Run, targets: readonly Entity[], numbers: readonly number[]) {
    let pathsByNumber: Map<number, Path[]> | undefined
    function locateAll(): Map<number, Path[]> {
      const located = new Map(places.flatMap((place) => [...locate(run.root, place)]))
      const paths = new Map<number, Path[]>()
      targets.forEach((target, index) => {
        const number = numbers[index]!
        const known = paths.get(number) ?? []
        known.push(located.get(target) ?? path)
        paths.set(number, known)
      })
      return paths
    }
    return (errorPath: readonly unknown[]): { at: readonly Path[]; rest: readonly unknown[] } => {
      const [, number, ...rest] = errorPath
      if (typeof number !== 'number') return { at: [path], rest: [] }
      pathsByNumber ??= locateAll()
      return { at: pathsByNumber.get(number) ?? [path], rest }
    }
  }
}

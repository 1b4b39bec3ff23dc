import type { FetchNode } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import { isEntity, ownValue, setOwn } from './entity.ts'
import type { Entity } from './entity.ts'
import { typeTest } from './type-test.ts'

type Rewrites = FetchNode['inputRewrites']

/** Changes an object, and whatever is inside it, in place. */
export type Rewrite = (value: unknown) => void

const FRAGMENT = '... on '

/** Compiles what the planner wants changed in the data it sends or receives; undefined when that is nothing. */
export function compileRewrites(rewrites: Rewrites, schema: GraphQLSchema): Rewrite | undefined {
  if (!rewrites?.length) return undefined
  const compiled = rewrites.map((rewrite) => {
    const [last = ''] = rewrite.path.slice(-1)
    return at(
      rewrite.path.slice(0, -1),
      rewrite.kind === 'ValueSetter'
        ? (entity) => setOwn(entity, last, rewrite.setValueTo)
        : (entity) => renameKey(entity, last, rewrite.renameKeyTo),
      schema,
    )
  })
  return (value) => {
    for (const rewrite of compiled) rewrite(value)
  }
}

function renameKey(entity: Entity, from: string, to: string): void {
  const value = ownValue(entity, from)
  // False, 0 and null are values too, and move like any other.
  if (value === undefined) return
  delete entity[from]
  setOwn(entity, to, value)
}

/** Applies a change to every object at a path of field names and type conditions, through lists. */
function at(path: readonly string[], change: (entity: Entity) => void, schema: GraphQLSchema): Rewrite {
  const [step, ...rest] = path
  if (step === undefined) return throughLists(change)
  const inner = at(rest, change, schema)
  if (!step.startsWith(FRAGMENT)) return throughLists((entity) => inner(ownValue(entity, step)))
  const isOfType = typeTest(schema, step.slice(FRAGMENT.length))
  // What does not tell its type was asked for in a place where there is but one.
  return throughLists((entity) => {
    if (entity['__typename'] === undefined || isOfType(entity['__typename'])) inner(entity)
  })
}

const throughLists =
  (change: (entity: Entity) => void): Rewrite =>
  (value) => {
    if (Array.isArray(value)) for (const item of value) throughLists(change)(item)
    else if (isEntity(value)) change(value)
  }

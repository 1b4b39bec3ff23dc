import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import { isEntity, isInheritedName, ownValue, setOwn } from './entity.ts'
import type { Entity } from './entity.ts'
import { compileRewrites } from './rewrites.ts'
import { typeTest } from './type-test.ts'

/** How entities of one type are represented. */
export interface Representation {
  /** The JSON for one in `_entities(representations:)`; null when it lacks what the subgraph needs. */
  readonly build: (entity: Entity) => string | null
  /** The fields that tell apart those that differ, where it is plain fields that do. */
  readonly fields: readonly string[]
}

/**
 * Compiles what a fetch requires of the entities of each type. Most of them need a type name and a few scalars of one type: their
 * JSON is put together without making an object. `sendAs` gives a field's name in the representation where that is not
 * the name it was fetched under.
 */
export function compileRepresentation(
  fetch: FetchNode,
  schema: GraphQLSchema,
  sendAs: (name: string) => string,
): (typename: unknown) => Representation {
  const selections = fetch.requires ?? []
  const select = compileSelections(selections, schema, sendAs)
  const rewrite = compileRewrites(fetch.inputRewrites, schema)
  const byTypename = new Map<unknown, Representation>()
  const general: Representation = {
    fields: [],
    build(entity) {
      const representation = select(entity)
      if (!representation?.['__typename']) return null
      rewrite?.(representation)
      return JSON.stringify(representation)
    },
  }

  return (typename) => {
    let ofType = byTypename.get(typename)
    if (!ofType) {
      ofType =
        typeof typename === 'string' && !rewrite
          ? (direct(selections, typename, schema, sendAs) ?? general)
          : general
      // A subgraph that answers with ever new names must not fill the memory.
      if (byTypename.size < 1_000) byTypename.set(typename, ofType)
    }
    return ofType
  }
}

type Select = (source: Entity) => Entity | null

/** The general case, which follows the gateway's own: what lacks a field is left out, up to the nearest fragment. */
function compileSelections(
  selections: readonly QueryPlanSelectionNode[],
  schema: GraphQLSchema,
  sendAs: (name: string) => string,
): Select {
  const parts = selections.map((node) => {
    const inner = node.selections && compileSelections(node.selections, schema, sendAs)
    if (node.kind === 'Field') {
      const name = node.alias ?? node.name
      return { name, sentAs: sendAs(name), inner }
    }
    return { isOfType: node.typeCondition ? typeTest(schema, node.typeCondition) : () => false, inner }
  })
  return (source) => {
    const selected: Entity = {}
    for (const part of parts) {
      if (part.isOfType) {
        if (!part.isOfType(source['__typename'])) continue
        const inner = part.inner?.(source)
        if (inner) mergeSelected(selected, inner)
        continue
      }
      const value = ownValue(source, part.name)
      if (value === undefined) return null
      setOwn(selected, part.sentAs, part.inner ? selectInside(value, part.inner) : value)
    }
    return selected
  }
}

function selectInside(value: unknown, select: Select): unknown {
  if (Array.isArray(value)) return value.map((item) => selectInside(item, select))
  return isEntity(value) ? select(value) : null
}

function mergeSelected(target: Entity, source: Entity): void {
  for (const [name, value] of Object.entries(source)) {
    const present = ownValue(target, name)
    if (isEntity(present) && isEntity(value)) mergeSelected(present, value)
    else if (Array.isArray(present) && Array.isArray(value))
      present.forEach((item, index) => {
        const other: unknown = value[index]
        if (isEntity(item) && isEntity(other)) mergeSelected(item, other)
      })
    else setOwn(target, name, value)
  }
}

/** The common case: for this type a single fragment applies, and it has scalars only. Null when it is another. */
function direct(
  selections: readonly QueryPlanSelectionNode[],
  typename: string,
  schema: GraphQLSchema,
  sendAs: (name: string) => string,
): Representation | null {
  const applying = selections.filter(
    (node) => node.kind === 'Field' || (node.typeCondition && typeTest(schema, node.typeCondition)(typename)),
  )
  const [fragment] = applying
  if (applying.length !== 1 || fragment?.kind !== 'InlineFragment') return null
  const names: string[] = []
  for (const node of fragment.selections) {
    if (node.kind !== 'Field' || node.selections) return null
    const name = node.alias ?? node.name
    if (isInheritedName(name)) return null
    names.push(name)
  }
  if (!names.includes('__typename')) return null

  const head = `{"__typename":${JSON.stringify(typename)}`
  const fields = names
    .filter((name) => name !== '__typename')
    .map((name) => [name, `,${JSON.stringify(sendAs(name))}:`] as const)
  return {
    fields: fields.map(([name]) => name),
    build(entity) {
      let json = head
      for (const [name, key] of fields) {
        const value = entity[name]
        if (value === undefined) return null
        json += key + JSON.stringify(value)
      }
      return `${json}}`
    },
  }
}

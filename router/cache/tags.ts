import { getNamedType, getNullableType, isCompositeType, isListType, Kind } from 'graphql'
import type { GraphQLCompositeType, GraphQLSchema, SelectionSetNode } from 'graphql'
import type { Change } from '@tradewind/events/broadcast'
import type { NamedOperation } from '../authorisation/operation.ts'
import type { EntityKeys, KeyField } from './entity-keys.ts'
import { listedTypes } from './listed-types.ts'
import { objectTypes } from './policy.ts'

/**
 * What an answer depends on, as text:
 * - `Product:1`: it has this entity in it;
 * - `Product`: it has an entity of this type in it;
 * - `Product?`: it lacks one, or has one whose key is not known: any change to any of them may change it;
 * - `Product[]`: it has a list of them.
 */
export type Tag = string

/** The tags of the answers that a change makes untrue. */
export function tagsOfChange({ entities, all, lists }: Change): Tag[] {
  const named = Object.entries(entities).filter(([, ids]) => ids.length > 0)
  return [
    ...named.flatMap(([type, ids]) => [...ids.map((id) => `${type}:${id}`), `${type}?`]),
    ...all.flatMap((type) => [type, `${type}?`]),
    ...lists.map((type) => `${type}[]`),
  ]
}

type Data = Readonly<Record<string, unknown>>
type Walk = (object: Data, tags: Set<Tag>) => void

/** Gives the tags of what was fetched for an operation: with the keys of entities, under the names reserved for them. */
export type CollectTags = (root: Data) => Tag[]

/** Compiles the collecting of an operation's tags. */
export function compileTags(
  schema: GraphQLSchema,
  keys: EntityKeys,
  { operation, fragments }: NamedOperation,
): CollectTags {
  const always = new Set<Tag>()

  function walkSet(set: SelectionSetNode, parent: GraphQLCompositeType): Walk {
    const walks: Walk[] = objectTypes(schema, parent).flatMap(({ name }) => {
      const key = keys.get(name)
      return key ? [walkKey(name, key)] : []
    })
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined
        const type = field && getNamedType(field.type)
        if (!field || !node.selectionSet || !isCompositeType(type)) continue
        const isList = isListType(getNullableType(field.type))
        for (const listed of listedTypes(schema, keys, type, isList)) always.add(`${listed}[]`)
        walks.push(walkField((node.alias ?? node.name).value, type, walkSet(node.selectionSet, type)))
      } else {
        const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value)
        const condition = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value)
        if (fragment)
          walks.push(walkSet(fragment.selectionSet, isCompositeType(condition) ? condition : parent))
      }
    }
    return (object, tags) => {
      for (const walk of walks) walk(object, tags)
    }
  }

  function walkField(name: string, type: GraphQLCompositeType, inner: Walk): Walk {
    const entities = objectTypes(schema, type).filter((each) => keys.has(each.name))
    const missing = entities.map((entity): Tag => `${entity.name}?`)
    for (const entity of entities) if (keys.get(entity.name) === null) always.add(`${entity.name}?`)
    const walkValue = (value: unknown, tags: Set<Tag>): void => {
      if (Array.isArray(value)) for (const item of value) walkValue(item, tags)
      else if (value === null) for (const tag of missing) tags.add(tag)
      else if (typeof value === 'object') inner(value as Data, tags)
    }
    return (object, tags) => walkValue(Object.hasOwn(object, name) ? object[name] : undefined, tags)
  }

  const root = schema.getQueryType()
  const walk = root ? walkSet(operation.selectionSet, root) : () => undefined
  return (data) => {
    const tags = new Set(always)
    walk(data, tags)
    return [...tags]
  }
}

function walkKey(type: string, key: readonly KeyField[]): Walk {
  const [first] = key
  return (object, tags) => {
    if (first === undefined || !Object.hasOwn(object, first.alias)) return
    tags.add(type)
    const values = key.flatMap(({ alias }) => leavesOf(object[alias]))
    tags.add(values.includes(null) ? `${type}?` : `${type}:${values.join(',')}`)
  }
}

/** The values of a key in the order of its fields; a key of several fields is known by all of them. */
function leavesOf(value: unknown): (string | null)[] {
  if (value === null || value === undefined) return [null]
  if (Array.isArray(value)) return value.flatMap(leavesOf)
  // A whole number that JavaScript cannot hold is an object of which JSON.stringify makes its digits.
  if (typeof value !== 'object' || JSON.stringify(value)[0] !== '{')
    return [typeof value === 'string' ? value : JSON.stringify(value)]
  return Object.values(value).flatMap(leavesOf)
}

import { isListType, isNonNullType } from 'graphql'
import type { GraphQLOutputType } from 'graphql'

/** What is to be done to the objects of one place of an answer. */
export interface Shape {
  /** Names that stand in for fields that were cut. */
  readonly markers: Map<string, { readonly key: string; readonly nonNull: boolean }>
  /** The places inside, by response name. */
  readonly children: Map<string, { readonly type: GraphQLOutputType; readonly shape: Shape }>
}

export const createShape = (): Shape => ({ markers: new Map(), children: new Map() })

type Data = Record<string, unknown>

/**
 * Puts null in the place of every field that was cut, as if it could not be resolved: where the schema promises that
 * the field is never null, the object around it is null, and so on upward (GraphQL specification, "Handling Field
 * Errors"). Gives null when that reaches the top.
 */
export function restoreNulls(data: Data, { markers, children }: Shape): Data | null {
  const entries: [string, unknown][] = []
  for (const [key, value] of Object.entries(data)) {
    const marker = markers.get(key)
    const child = children.get(key)
    if (marker) {
      // The object's own type may let the field be seen that an interface of it does not.
      if (Object.hasOwn(data, marker.key)) continue
      if (marker.nonNull) return null
      entries.push([marker.key, null])
    } else if (child) {
      const restored = restoreValue(value, child.type, child.shape)
      if (restored === null && isNonNullType(child.type)) return null
      entries.push([key, restored])
    } else {
      entries.push([key, value])
    }
  }
  return Object.fromEntries(entries)
}

function restoreValue(value: unknown, type: GraphQLOutputType, shape: Shape): unknown {
  if (value === null || value === undefined) return null
  if (isNonNullType(type)) return restoreValue(value, type.ofType, shape)
  if (!isListType(type)) return restoreNulls(value as Data, shape)
  const items = (value as unknown[]).map((item) => restoreValue(item, type.ofType, shape))
  return isNonNullType(type.ofType) && items.includes(null) ? null : items
}

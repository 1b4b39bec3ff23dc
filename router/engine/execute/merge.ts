import { isRawNumber } from '../../transport/exact-json.ts'
import { isEntity, ownValue, setOwn } from './entity.ts'
import type { Entity } from './entity.ts'

/**
 * Adds what a subgraph answered to what is known of an entity. Objects that both have are merged; so are lists of the
 * same length, item by item; anything else is replaced. The target takes over the source's objects, or copies of them
 * where the source belongs to others as well.
 */
export type Merge = (target: Entity, source: Entity, copying: boolean) => void
/** A copy that shares no object with the original. */
export type Copy = (source: Entity) => Entity

/** Merges whatever there is. */
export const merge: Merge = (target, source, copying) => {
  for (const name of Object.keys(source)) {
    const value = source[name]
    if (value === undefined) continue
    const isPlain = typeof value !== 'object' || value === null
    setOwn(target, name, isPlain ? value : joined(ownValue(target, name), value, copying, merge, copy))
  }
}

/** Copies whatever there is. */
export const copy: Copy = (source) => {
  const copied: Entity = {}
  for (const name of Object.keys(source)) setOwn(copied, name, copyOf(source[name], copy))
  return copied
}

/** What becomes of a value that an object or a list is to be added to. */
export function joined(
  present: unknown,
  value: unknown,
  copying: boolean,
  mergeObject: Merge,
  copyObject: Copy,
): unknown {
  if (present !== undefined) {
    if (isEntity(present) && isEntity(value)) {
      mergeObject(present, value, copying)
      return present
    }
    if (Array.isArray(present) && Array.isArray(value) && present.length === value.length) {
      for (let index = 0; index < value.length; index += 1)
        present[index] = joined(present[index], value[index], copying, mergeObject, copyObject)
      return present
    }
  }
  return copying ? copyOf(value, copyObject) : value
}

/** A value whose objects, through lists, are copied. */
export function copyOf(value: unknown, copyObject: Copy): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => copyOf(item, copyObject))
  return isRawNumber(value) ? value : copyObject(value as Entity)
}

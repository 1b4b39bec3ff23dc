import { isRawNumber } from '../../transport/exact-json.ts'
import { isEntity, ownValue, setOwn } from './entity.ts'
import type { Entity } from './entity.ts'

/**
 * Adds what a subgraph answered to what is known of an entity. Objects that both have are merged; so are lists of the
 * same length, item by item; anything else is replaced. The target takes over the source's objects, or copies of them
 * where the source belongs to others as well.
 */
export function merge(target: Entity, source: Entity, copying = false): void {
  for (const name of Object.keys(source)) {
    const value = source[name]
    if (value === undefined) continue
    if (typeof value !== 'object' || value === null) {
      setOwn(target, name, value)
      continue
    }
    const present = ownValue(target, name)
    if (isEntity(value) && isEntity(present)) merge(present, value, copying)
    else if (Array.isArray(value) && Array.isArray(present) && value.length === present.length)
      mergeItems(present, value, copying)
    else setOwn(target, name, copying ? copy(value) : value)
  }
}

function mergeItems(target: unknown[], source: readonly unknown[], copying: boolean): void {
  for (let index = 0; index < source.length; index += 1) {
    const present = target[index]
    const value = source[index]
    if (isEntity(present) && isEntity(value)) merge(present, value, copying)
    else if (Array.isArray(present) && Array.isArray(value) && present.length === value.length)
      mergeItems(present, value, copying)
    else target[index] = copying ? copy(value) : value
  }
}

/** A copy that shares no object with the original. */
export function copy<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return value
  if (Array.isArray(value)) return value.map(copy) as Value
  const copied: Entity = {}
  for (const name of Object.keys(value)) setOwn(copied, name, copy((value as Entity)[name]))
  return copied as Value
}

import type { ResponsePath } from '@apollo/query-planner'
import { isEntity, ownValue } from './entity.ts'
import type { Entity } from './entity.ts'

/** Where a value is in the client's response: names and list indices. */
export type Path = readonly (string | number)[]

/** Adds the objects at a plan's path, where `@` stands for every item of a list. Nulls are left out. */
export function collect(value: unknown, path: ResponsePath, into: Entity[], from = 0): void {
  let current = value
  for (let position = from; position < path.length; position += 1) {
    const step = path[position]
    if (step === '@') {
      if (!Array.isArray(current)) return
      for (const item of current) collect(item, path, into, position + 1)
      return
    }
    if (!isEntity(current)) return
    current = ownValue(current, String(step))
  }
  if (isEntity(current)) into.push(current)
}

/** Where each object at a plan's path is. Only errors ask for it, so nothing is noted down beforehand. */
export function locate(
  value: unknown,
  path: ResponsePath,
  found = new Map<Entity, Path>(),
  at: Path = [],
): Map<Entity, Path> {
  const [step, ...rest] = path
  if (step === undefined) {
    if (isEntity(value)) found.set(value, at)
  } else if (step === '@') {
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) locate(item, rest, found, [...at, index])
  } else if (isEntity(value)) locate(ownValue(value, String(step)), rest, found, [...at, step])
  return found
}

/** The part of a plan's path that all objects at it have in common: up to the first list. */
export function commonPath(path: ResponsePath): Path {
  const list = path.indexOf('@')
  return list < 0 ? path : path.slice(0, list)
}

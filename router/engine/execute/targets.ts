import type { ResponsePath } from '@apollo/query-planner'
import { evaluate } from '../generated.ts'
import { isEntity, isInheritedName, ownValue } from './entity.ts'
import type { Entity } from './entity.ts'

/** Where a value is in the client's response: names and list indices. */
export type Path = readonly (string | number)[]

/** Adds the objects at a plan's path of a value, where `@` stands for every item of a list. Nulls are left out. */
export type Collect = (value: unknown, into: Entity[]) => void

/** Compiles the collecting: loops in one another that read one name each are what V8 makes fast. */
export function compileCollect(path: ResponsePath): Collect {
  let code = `if(isEntity(v${path.length}))into.push(v${path.length});`
  for (const [depth, step] of [...path.entries()].toReversed()) {
    const [value, inner] = [`v${depth}`, `v${depth + 1}`]
    const name = JSON.stringify(String(step))
    const read = isInheritedName(String(step)) ? `own(${value},${name})` : `${value}[${name}]`
    code =
      step === '@'
        ? `if(Array.isArray(${value}))for(const ${inner} of ${value}){${code}}`
        : `if(isEntity(${value})){const ${inner}=${read};${code}}`
  }
  return evaluate(`return function(v0,into){${code}}`, { isEntity, own: ownValue }) as Collect
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

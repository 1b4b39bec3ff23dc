import { isRawNumber } from '../../transport/exact-json.ts'

/** An object of a subgraph's answer, as JSON.parse makes it. */
export type Entity = Record<string, unknown>

/** An integer that a JavaScript number cannot hold is kept as its text, in an object of its own kind. */
export const isEntity = (value: unknown): value is Entity =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)

/**
 * A property of the object itself. Names of GraphQL may be those of what every object inherits (`constructor`,
 * `__proto__`), and that is never data.
 */
export const ownValue = (entity: Entity, name: string): unknown =>
  Object.hasOwn(entity, name) ? entity[name] : undefined

/** Whether reading a property of this name could give something inherited. */
export const isInheritedName = (name: string): boolean => name in Object.prototype

/** Sets a property of the object itself, whatever it is called. */
export function setOwn(entity: Entity, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(entity, name, { value, configurable: true, enumerable: true, writable: true })
  } else entity[name] = value
}

import type { EventDefinition } from '../definition.ts'

/** @throws Error when definitions are not different versions of one event. */
export function refuseUnrelated(definitions: readonly EventDefinition<unknown>[]): void {
  const names = new Set(definitions.map(({ type }) => nameOf(type)))
  const versions = new Set(definitions.map(({ version }) => version))
  if (names.size === 1 && versions.size === definitions.length) return
  throw new Error(`${definitions.map(({ type }) => type).join(' and ')} are not versions of one event.`)
}

/** The event without its version: `ordering.order.placed`. */
export const nameOf = (type: string): string => type.replace(/\.v\d+$/, '')

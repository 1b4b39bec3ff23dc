import type { Bindings } from '../bus/bus.ts'
import { ReplayError } from './error.ts'

export interface Selection {
  /** The subscriber that is fed. */
  readonly to: string
  /** Only these types; by default all that it is bound to. */
  readonly types?: readonly string[] | undefined
  /** Only what this subgraph published. */
  readonly from?: string | undefined
}

/**
 * What is to be read, by publisher. Only types that the subscriber is bound to: it would not know what to do with
 * others, and what is published while the replay runs reaches it by itself.
 * @throws ReplayError
 */
export function plan(bindings: Bindings, { to, types, from }: Selection): Map<string, string[]> {
  const bound = [...bindings].flatMap(([type, subscribers]) => (subscribers.includes(to) ? [type] : []))
  if (bound.length === 0) {
    const known = [...new Set([...bindings.values()].flat())].toSorted().join(', ')
    throw new ReplayError(
      `"${to}" subscribes to nothing. Start it once, so that it binds its queue. Bound are: ${known || 'none'}.`,
    )
  }
  const strangers = types?.filter((type) => !bound.includes(type)) ?? []
  if (strangers.length > 0) {
    throw new ReplayError(
      `"${to}" does not subscribe to ${strangers.join(', ')}, but to: ${bound.toSorted().join(', ')}.`,
    )
  }
  const wanted = (types ?? bound).filter((type) => !from || publisherOf(type) === from)
  if (wanted.length === 0) throw new ReplayError(`"${to}" subscribes to nothing that "${from}" publishes.`)
  return Map.groupBy(wanted.toSorted(), publisherOf)
}

const publisherOf = (type: string): string => type.split('.', 1)[0]!

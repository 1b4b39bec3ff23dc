import { z } from 'zod'

const ids = z.record(z.string(), z.array(z.string()))

/**
 * Which of the graph's entities are not what they were: by type name and the value of their `@key`. This is what caches
 * are told; it says that something changed, never to what.
 */
export const change = z.object({
  /** These entities changed, came into being, or are gone. */
  entities: ids.default({}),
  /** Any entity of these types may have changed: which ones is not known, or they are too many to name. */
  all: z.array(z.string()).default([]),
  /** Lists of entities of these types may have other members, or another order. */
  lists: z.array(z.string()).default([]),
})

export type Change = z.infer<typeof change>

/** Which entities an event is about. What is left out is none. */
export type Concerns<Data> = (event: { readonly subject: string; readonly data: Data }) => Partial<Change>

const declared = new Map<string, Concerns<never>>()

/** Notes what the events of a type are about, so that the relay of whoever publishes it can tell. */
export const declareConcerns = <Data>(type: string, concerns: Concerns<Data>): void =>
  void declared.set(type, concerns)

/** An event as it lies in the outbox. */
export interface Occurrence {
  readonly type: string
  readonly subject: string
  readonly data: unknown
}

/** What an event from another release is about cannot be told where its data are not as this one knows them. */
function concernsOf({ type, subject, data }: Occurrence): Partial<Change> | undefined {
  try {
    return declared.get(type)?.({ subject, data: data as never })
  } catch {
    return undefined
  }
}

/** All that a batch of events changed, in one; null where none of them says that it changes anything. */
export function changeOf(events: readonly Occurrence[]): Change | null {
  const entities = new Map<string, Set<string>>()
  const all = new Set<string>()
  const lists = new Set<string>()
  for (const { type, subject, data } of events) {
    const concerns = concernsOf({ type, subject, data })
    for (const [entity, named] of Object.entries(concerns?.entities ?? {})) {
      const known = entities.getOrInsertComputed(entity, () => new Set())
      for (const id of named) known.add(id)
    }
    concerns?.all?.forEach((entity) => all.add(entity))
    concerns?.lists?.forEach((entity) => lists.add(entity))
  }
  if (entities.size + all.size + lists.size === 0) return null
  return {
    entities: Object.fromEntries([...entities].map(([entity, named]) => [entity, [...named]])),
    all: [...all],
    lists: [...lists],
  }
}

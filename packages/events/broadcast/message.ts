import { change, type Change } from './change.ts'

/** PostgreSQL takes notifications of fewer than 8000 bytes. */
const MAX_BYTES = 7_900

/** Of one entity type: more than this many ids are not named one by one. */
const MAX_IDS = 2_000

/** A change as messages of a bounded length. What is too much to name becomes "any entity of this type". */
export function toMessages({ entities, all, lists }: Change): string[] {
  const tooMany = (ids: readonly string[]): boolean =>
    ids.length > MAX_IDS || ids.some((id) => Buffer.byteLength(JSON.stringify(id)) > MAX_BYTES / 4)
  const named = Object.entries(entities)
  const every = named.filter(([, ids]) => tooMany(ids)).map(([type]) => type)
  const messages: string[] = []
  let chunk: Change = { entities: {}, all: [...all, ...every], lists }
  let length = Buffer.byteLength(JSON.stringify(chunk))

  for (const [type, ids] of named) {
    if (tooMany(ids)) continue
    for (const id of ids) {
      // As if each id named its type anew: a bound that is easy to see is worth a few bytes.
      const added = Buffer.byteLength(JSON.stringify({ [type]: [id] })) + 1
      if (length + added > MAX_BYTES) {
        messages.push(JSON.stringify(chunk))
        chunk = { entities: {}, all: [], lists: [] }
        length = Buffer.byteLength(JSON.stringify(chunk))
      }
      const chunked = (chunk.entities[type] ??= [])
      chunked.push(id)
      length += added
    }
  }
  messages.push(JSON.stringify(chunk))
  return messages
}

/** Reads a message; null when it is not one of ours. */
export function readMessage(text: string): Change | null {
  try {
    return change.parse(JSON.parse(text))
  } catch {
    return null
  }
}

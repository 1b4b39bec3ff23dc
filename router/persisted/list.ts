import { setImmediate as otherWork } from 'node:timers/promises'
import { parse } from 'graphql'
import { z } from 'zod'
import { bodyHash } from './body.ts'

/** `GET /persisted-queries/…` of the registry. */
const listShape = z.object({
  listName: z.string(),
  operations: z.record(z.string(), z.object({ body: z.string() })),
})

/** The operations that a graph's clients have published beforehand. */
export interface PersistedQueryList {
  readonly name: string
  readonly size: number
  /** The text published under an id. */
  textOf(id: string): string | undefined
  /** Whether an operation with this body (`bodyHash`) is among them. */
  hasBody(hash: string): boolean
}

/** After as many bodies requests get their turn: a list may hold thousands, each as long to parse as a request's. */
const PORTION = 20

/** Reads a list as the registry gives it; throws when it is none. A body that does not parse is served by id alone. */
export async function readList(text: string): Promise<PersistedQueryList> {
  const { listName, operations } = listShape.parse(JSON.parse(text))
  const texts = new Map(Object.entries(operations).map(([id, { body }]) => [id, body]))
  const bodies = new Set<string>()
  let count = 0
  for (const body of texts.values()) {
    const hash = hashOrNull(body)
    if (hash) bodies.add(hash)
    if (++count % PORTION === 0) await otherWork()
  }
  return {
    name: listName,
    size: texts.size,
    textOf: (id) => texts.get(id),
    hasBody: (hash) => bodies.has(hash),
  }
}

function hashOrNull(body: string): string | null {
  try {
    return bodyHash(parse(body))
  } catch {
    return null
  }
}

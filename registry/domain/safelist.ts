import { isStorable } from './text.ts'

/** An operation that routers in safelist mode let through. */
export interface SafelistOperation {
  /** What clients send instead of the text. */
  readonly id: string
  readonly name: string
  readonly type: string
  readonly body: string
  /** The client whose operation it is; null is any. */
  readonly clientName: string | null
}

export interface Merge {
  /** What is new or different. */
  readonly write: readonly SafelistOperation[]
  readonly counts: {
    readonly added: number
    readonly identical: number
    readonly updated: number
    readonly unaffected: number
  }
}

const MOST_OPERATIONS = 50_000
const LONGEST_ID = 1_000
const LONGEST_BODY = 500_000

/**
 * Puts a manifest on top of a list: nothing is removed, since clients that are out there still send what was in
 * earlier ones. An id stands for one text for good.
 */
export function mergeOperations(
  present: readonly SafelistOperation[],
  given: readonly SafelistOperation[],
): Merge | { readonly message: string } {
  const known = new Map(present.map((operation) => [operation.id, operation]))
  const write = new Map<string, SafelistOperation>()
  const seen = new Map<string, SafelistOperation>()
  const counts = { added: 0, identical: 0, updated: 0, unaffected: 0 }
  for (const operation of given) {
    const { id, name, body, clientName } = operation
    if (![id, name, body, clientName ?? ''].every(isStorable)) {
      return { message: 'An operation has characters that are no text.' }
    }
    if (id === '' || id.length > LONGEST_ID) {
      return { message: `The id of an operation has 1 to ${LONGEST_ID} characters.` }
    }
    if (body.length > LONGEST_BODY) {
      return { message: `The operation ${id.slice(0, 80)} has more than ${LONGEST_BODY} characters.` }
    }
    const earlier = seen.get(id) ?? known.get(id)
    if (earlier && earlier.body !== body) {
      return {
        message: `The id ${id.slice(0, 80)} stands for another operation already, and clients rely on that: give the changed operation an id of its own.`,
      }
    }
    if (seen.has(id)) continue
    seen.set(id, operation)
    if (!earlier) counts.added++
    else if (isSame(earlier, operation)) counts.identical++
    else counts.updated++
    if (!earlier || !isSame(earlier, operation)) write.set(id, operation)
  }
  counts.unaffected = known.size - counts.identical - counts.updated
  if (known.size + counts.added > MOST_OPERATIONS) {
    return {
      message: `A list has at most ${MOST_OPERATIONS} operations; this would make ${known.size + counts.added}.`,
    }
  }
  return { write: [...write.values()], counts }
}

const isSame = (one: SafelistOperation, other: SafelistOperation): boolean =>
  one.name === other.name && one.type === other.type && one.clientName === other.clientName

import { hash } from 'node:crypto'
import { UnreadableFileError } from '../domain/shopify-columns.ts'
import { size, type RowGroup } from './group-rows.ts'

/** What is known of a file after it was read through once. */
export interface Survey {
  /** How many rows can be read. */
  readonly rows: number
  /** Handles whose rows do not lie together: taken in one after the other, they would leave half a product. */
  readonly scattered: ReadonlySet<string>
}

/**
 * Reads a file through without doing anything. Handles are remembered by 53 bits of their hash, some 40 bytes for a
 * product: the only thing in an import that grows with the file. A file that breaks off is surveyed up to there.
 */
export async function surveyGroups(groups: AsyncIterable<RowGroup>): Promise<Survey> {
  const seen = new Set<number>()
  const scattered = new Set<string>()
  let rows = 0
  let before = ''
  try {
    for await (const group of groups) {
      rows += size(group)
      if (group.handle === '') continue
      const key = keyOf(group.handle)
      // The pieces of a group that is too long follow one another; they are no scatter.
      if (seen.has(key) && !(group.fault !== null && group.handle === before)) scattered.add(group.handle)
      seen.add(key)
      before = group.handle
    }
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error
  }
  return { rows, scattered }
}

const keyOf = (handle: string): number => Number(hash('sha1', handle, 'buffer').readBigUInt64BE() >> 11n)

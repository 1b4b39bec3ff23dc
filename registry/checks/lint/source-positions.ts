import type { LintDiagnostic, SourcePosition } from '../types.ts'
import type { Place } from './violation.ts'

/** Tells where places of a text are for people and for rover. */
export type Locate = (place: Place | undefined) => LintDiagnostic['sourceLocations']

/** Reads the text once; looking up a place costs no more than its line. Columns count UTF-16 units, offsets bytes. */
export function createLocator(text: string): Locate {
  const lines = [{ start: 0, bytes: 0 }]
  for (const { 0: ending, index } of text.matchAll(/\r\n|\n|\r/g)) {
    const { start, bytes } = lines.at(-1)!
    const next = index + ending.length
    lines.push({ start: next, bytes: bytes + Buffer.byteLength(text.slice(start, next)) })
  }

  function positionOf(offset: number): SourcePosition {
    let [low, high] = [0, lines.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (lines[middle]!.start <= offset) low = middle
      else high = middle - 1
    }
    const { start, bytes } = lines[low]!
    return {
      byteOffset: bytes + Buffer.byteLength(text.slice(start, offset)),
      line: low + 1,
      column: offset - start + 1,
    }
  }

  return (place) => (place ? [{ start: positionOf(place.start), end: positionOf(place.end) }] : [])
}

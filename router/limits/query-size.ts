import type { RouterPlugin } from '../context.ts'
import { refusal } from '../errors/errors.ts'

/** How many bytes the text of a document may have; the rest of a body is for variables. */
export const querySizeLimit = (max: number): RouterPlugin => ({
  onParse({ params: { source } }) {
    const size = Buffer.byteLength(source.toString())
    if (size <= max) return
    throw refusal('QUERY_TOO_LARGE', `The document has ${size} bytes; at most ${max} are allowed.`)
  },
})

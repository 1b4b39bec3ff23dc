import { UnreadableFileError } from '../domain/shopify-columns.ts'

/**
 * The text of a file, piece by piece, with `\n` at the end of every line. UTF-8 with or without byte order mark, UTF-16
 * with one. Bytes that are not UTF-8 become U+FFFD, so that they spoil a row and not the file.
 * @throws UnreadableFileError if it is no text at all.
 */
export async function* decode(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  let start = Buffer.alloc(0)
  let heldBack = ''
  const normalise = (text: string): string => {
    const whole = heldBack + text
    // The `\n` of a `\r\n` may be in the next piece.
    heldBack = whole.endsWith('\r') ? '\r' : ''
    return (heldBack ? whole.slice(0, -1) : whole).replaceAll(/\r\n?/g, '\n')
  }
  for await (const chunk of source) {
    if (decoder) {
      yield normalise(decoder.decode(chunk, { stream: true }))
      continue
    }
    start = Buffer.concat([start, chunk])
    if (start.length < 4) continue
    decoder = new TextDecoder(encodingOf(start))
    yield normalise(decoder.decode(start, { stream: true }))
  }
  decoder ??= new TextDecoder(encodingOf(start))
  yield normalise(start.length < 4 ? decoder.decode(start) : decoder.decode())
  if (heldBack) yield '\n'
}

/** TextDecoder takes the byte order mark off. */
function encodingOf(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  if (start.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') {
    throw new UnreadableFileError(
      'This is an Excel workbook or another archive; save the sheet as "CSV UTF-8".',
    )
  }
  if (start.subarray(0, 1_024).includes(0)) {
    throw new UnreadableFileError('This is not a text file in UTF-8; save the sheet as "CSV UTF-8".')
  }
  return 'utf-8'
}

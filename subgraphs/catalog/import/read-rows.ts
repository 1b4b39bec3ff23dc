import { CsvError, parse, type Parser } from 'csv-parse'
import { readHeader, UnreadableFileError, type Header } from '../domain/shopify-columns.ts'
import { toRow, type FileRow } from '../domain/shopify-row.ts'
import { decode } from './decode.ts'

/** No row of a product file is longer; one that is has a quotation mark that nothing closes. */
const LONGEST_ROW = 1_000_000

/**
 * The rows of a product file, read as they are asked for, so that memory does not grow with the file. Rows without any
 * value are left out.
 * @throws UnreadableFileError if it is no text, if its header lacks a column, or, after the rows before, if a quotation
 * mark is never closed.
 */
export async function* readRows(source: AsyncIterable<Uint8Array>): AsyncGenerator<FileRow> {
  let header: Header | undefined
  for await (const { cells, line } of readRecords(decode(source))) {
    if (!header) header = readHeader(cells)
    else yield toRow(header, cells, line)
  }
  if (!header) throw new UnreadableFileError('The file is empty.')
}

interface Row {
  readonly cells: readonly string[]
  readonly line: number
}

/**
 * Fed piece by piece instead of piped: a stream that fails drops what it has read before, and the rows before a fault
 * are to be taken in.
 */
async function* readRecords(text: AsyncGenerator<string>): AsyncGenerator<Row> {
  const { head, delimiter } = await readHead(text)
  let records: Row[] = []
  let lastLine = 0
  const parser = parse({
    delimiter,
    record_delimiter: '\n',
    relax_column_count: true,
    relax_quotes: true,
    skip_records_with_empty_values: true,
    max_record_size: LONGEST_ROW,
    on_record: (cells: string[], { lines }) => {
      lastLine = lines
      records.push({ cells, line: lines - linesWithin(cells) })
      return null
    },
  })
  // Told by the promises of `feed`.
  parser.on('error', () => undefined).resume()
  let fault: unknown
  for await (const piece of chain(head, text)) {
    fault = await feed(parser, piece)
    const ready = records
    records = []
    yield* ready
    if (fault) break
  }
  fault ??= await feed(parser, null)
  yield* records
  if (fault instanceof CsvError) {
    throw new UnreadableFileError(
      `The row after line ${lastLine} does not end: a quotation mark in it is never closed. Nothing from there on was read.`,
    )
  }
  if (fault) throw fault as Error
}

/** Gives the parser a piece of text, or its end; the fault it found in it, if any. */
const feed = (parser: Parser, piece: string | null): Promise<unknown> =>
  new Promise((resolve) => {
    parser.once('error', resolve)
    const done = (error?: unknown) => {
      parser.off('error', resolve)
      resolve(error ?? undefined)
    }
    if (piece === null) parser.once('end', done).end()
    else parser.write(piece, done)
  })

/** The beginning of the text with its first line, and what separates the values in it. */
async function readHead(
  text: AsyncIterator<string>,
): Promise<{ readonly head: string; readonly delimiter: string }> {
  let head = ''
  while (!head.trimStart().includes('\n') && head.length < LONGEST_ROW) {
    const { value, done } = await text.next()
    if (done) break
    head += value
  }
  const [line = ''] = head.trimStart().split('\n', 1)
  const count = (delimiter: string) => line.split(delimiter).length
  // Spreadsheets of some countries write semicolons, and tabs in UTF-16.
  const [delimiter] = [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))
  return { head, delimiter: delimiter! }
}

async function* chain(head: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield head
  yield* rest
}

const linesWithin = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0)

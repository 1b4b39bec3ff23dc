import { Readable, pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { readHeader, UnreadableFileError, type Header } from '../domain/shopify-columns.ts'
import { toRow, type FileRow } from '../domain/shopify-row.ts'
import { decode } from './decode.ts'

/** No row of a product file is longer; one that is has a quotation mark that nothing closes. */
const LONGEST_ROW = 1_000_000

interface Parsed {
  readonly record: string[]
  readonly info: { readonly lines: number }
}

/**
 * The rows of a product file, read as they are asked for, so that memory does not grow with the file. Rows without any
 * value are left out.
 * @throws UnreadableFileError if it is no text, its header lacks a column, or a quotation mark is never closed.
 */
export async function* readRows(source: AsyncIterable<Uint8Array>): AsyncGenerator<FileRow> {
  const text = decode(source)
  const { head, delimiter } = await readHead(text)
  const parser = parse({
    delimiter,
    record_delimiter: '\n',
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_records_with_empty_values: true,
    max_record_size: LONGEST_ROW,
  })
  pipeline(Readable.from(chain(head, text)), parser, () => undefined)
  let header: Header | undefined
  let lastLine = 0
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      lastLine = info.lines
      if (!header) header = readHeader(record)
      else yield toRow(header, record, info.lines - linesWithin(record))
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new UnreadableFileError(
      `The row after line ${lastLine} does not end: a quotation mark in it is never closed. Nothing from there on was read.`,
    )
  }
  if (!header) throw new UnreadableFileError('The file is empty.')
}

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
  if (head !== '') yield head
  yield* rest
}

const linesWithin = (record: readonly string[]): number =>
  record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0)

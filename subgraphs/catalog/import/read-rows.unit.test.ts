import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csv, simple } from '../test/csv.ts'
import { pieces, rowsOf } from '../test/file.ts'
import { readRows } from './read-rows.ts'

const file = csv([
  simple('pot', { 'Body (HTML)': 'a\n"quoted", line\nc', Title: 'Café Pot' }),
  simple('lamp'),
])

/** What can be told of rows without their header. */
const seen = ({ rows, error }: Awaited<ReturnType<typeof rowsOf>>) => ({
  error,
  rows: rows.map(({ line, handle, cells, fault }) => ({ line, handle, cells, fault })),
})

test('knows the line at which each row starts, whatever lines lie within values', async () => {
  const { rows } = await rowsOf(`${file}\n\n${csv([simple('mug')]).split('\n')[1]}\n`)
  expect(rows.map(({ line, handle }) => [line, handle])).toEqual([
    [2, 'pot'],
    [5, 'lamp'],
    [8, 'mug'],
  ])
  expect(rows[0]!.cells[2]).toBe('a\n"quoted", line\nc')
})

test.each<[string, () => string | Uint8Array]>([
  ['a byte order mark', () => `\uFEFF${file}`],
  ['Windows line ends', () => file.replaceAll('\n', '\r\n')],
  ['old Macintosh line ends', () => file.replaceAll('\n', '\r')],
  ['UTF-16, little-endian', () => Buffer.from(`\uFEFF${file}`, 'utf16le')],
  ['UTF-16, big-endian', () => Buffer.from(`\uFEFF${file}`, 'utf16le').swap16()],
  ['no line end at the end', () => file.trimEnd()],
])('reads the same from a file with %s', async (_, content) => {
  expect(seen(await rowsOf(content()))).toEqual(seen(await rowsOf(file)))
})

test.each([';', '\t'])('finds out that values are separated by %j', async (delimiter) => {
  const rows = [simple('pot', { Tags: 'a, b; c' })]
  expect(seen(await rowsOf(csv(rows, { delimiter })))).toEqual(seen(await rowsOf(csv(rows))))
})

test('reads the same whatever pieces the file comes in', async () => {
  const content = `\uFEFF${file.replaceAll('\n', '\r\n')}`
  const expected = seen(await rowsOf(content))
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 50 }), async (size) => {
      expect(seen(await rowsOf(content, size))).toEqual(expected)
    }),
    { numRuns: 25 },
  )
})

test('finds columns in any order, among others it does not know, by their classic and their new names', async () => {
  const renamed = 'Colour,TITLE,Price,url handle\nred,Pot,9.99,Clay Pot\n'
  const { rows } = await rowsOf(renamed)
  expect(rows[0]).toMatchObject({ handle: 'clay-pot', fault: null })
  expect(rows[0]!.header.names.get('price')).toBe('Price')
})

test('takes missing values at the end of a row for empty, and surplus ones for a mistake', async () => {
  const { rows } = await rowsOf('Handle,Title,Price\npot,Pot\npan,Pan,1,,\nlamp,Lamp,2,3\n')
  expect(rows.map(({ fault }) => fault)).toEqual([
    null,
    null,
    'The row has 4 values, the header has 3: put quotation marks around values that contain a comma.',
  ])
})

test('leaves out rows without any value', async () => {
  const { rows } = await rowsOf('Handle,Title\n,\npot,Pot\n , \n')
  expect(rows.map(({ line, handle }) => [line, handle])).toEqual([[3, 'pot']])
})

test('rejects rows that are not UTF-8, and no others', async () => {
  const latin = Buffer.concat([
    Buffer.from('Handle,Title\npot,Caf'),
    Buffer.from([0xe9]),
    Buffer.from('\npan,Pan\n'),
  ])
  const { rows } = await rowsOf(latin)
  expect(rows.map(({ fault }) => fault)).toEqual([
    'The row has characters that are not UTF-8; save the file as "CSV UTF-8".',
    null,
  ])
})

test('rejects a row without a handle, or with one of signs only', async () => {
  const { rows } = await rowsOf('Handle,Title\n,Pot\n!!,Pan\n')
  expect(rows.map(({ fault }) => fault)).toEqual([
    'The row has no handle, so it is not known which product it belongs to.',
    'The row has no handle, so it is not known which product it belongs to.',
  ])
})

test.each<[string, string | Uint8Array, string]>([
  ['an empty file', '', 'The file is empty.'],
  ['a file of empty lines', '\n\n', 'The file is empty.'],
  [
    'a file without the columns it takes',
    'SKU,Price\n1,2\n',
    'The first row does not name the columns "Handle" and "Title"; export the file as a Shopify product CSV, with its header row.',
  ],
  [
    'a file that names a column twice',
    'Handle,Title,Price,Variant Price\n',
    'The columns "Price" and "Variant Price" mean the same; leave out one of them.',
  ],
  [
    'an Excel workbook',
    Buffer.from('PK\u0003\u0004whatever'),
    'This is an Excel workbook or another archive; save the sheet as "CSV UTF-8".',
  ],
  [
    'UTF-16 without a byte order mark',
    Buffer.from('Handle,Title\n', 'utf16le'),
    'This is not a text file in UTF-8; save the sheet as "CSV UTF-8".',
  ],
])('refuses %s in a sentence', async (_, content, sentence) => {
  expect((await rowsOf(content)).error).toBe(sentence)
})

test('reads up to a quotation mark that is never closed', async () => {
  const { rows, error } = await rowsOf('Handle,Title\npot,Pot\npan,"Pan\nlamp,Lamp\n')
  expect(rows.map(({ handle }) => handle)).toEqual(['pot'])
  expect(error).toBe(
    'The row after line 2 does not end: a quotation mark in it is never closed. Nothing from there on was read.',
  )
})

test('does not gather a row without end in memory', async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('Handle,Title\npot,"')
    for (;;) yield Buffer.alloc(65_536, 'a')
  }
  const rows = readRows(endless())
  await expect(rows.next()).rejects.toThrow('The row after line 1 does not end')
})

test('keeps formulas as the plain text they are', async () => {
  const { rows } = await rowsOf(csv([simple('pot', { Title: '=HYPERLINK("https://evil.example")' })]))
  expect(rows[0]!.cells[1]).toBe('=HYPERLINK("https://evil.example")')
})

test('asks for no more of the file than is needed for the rows asked for', async () => {
  let read = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces(csv(Array.from({ length: 20_000 }, (_, n) => simple(`p${n}`))), 4_096)) {
      read++
      yield piece
    }
  }
  for await (const row of readRows(counted())) if (row.handle === 'p5') break
  expect(read).toBeLessThan(100)
})

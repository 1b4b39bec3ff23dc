import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createTestDatabase, type TestDatabase } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run as runCommand } from '../import/command.ts'
import { openDatabase, type Database } from '../data/database.ts'
import { csv, simple } from './csv.ts'

let folder: string
let testDatabase: TestDatabase
let database: Database
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'catalog-import-'))
  testDatabase = await createTestDatabase('catalog')
  database = openDatabase(testDatabase.url)
})
afterAll(async () => {
  await database.close()
  await testDatabase.drop()
  await rm(folder, { recursive: true })
})

/** Runs the command in this process. */
async function run(
  args: string[],
  databaseUrl = testDatabase.url,
): Promise<{ status: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const output = (stream: 'out' | 'err') => ({
    write: (text: string | Uint8Array) => ((said[stream] += String(text)), true),
  })
  const status = await runCommand(args, {
    out: output('out'),
    progress: output('err'),
    signal: new AbortController().signal,
    databaseUrl,
  })
  return { status, ...said }
}

async function write(name: string, content: string): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, content)
  return file
}

test('takes a file in, says how far it is, and lists what it rejected', async () => {
  const file = await write(
    'goods.csv',
    csv([simple('pot', { 'Variant Inventory Qty': '2' }), simple('pan', { 'Variant Price': '\u001B[31mx' })]),
  )
  const { status, out, err } = await run([file, '--currency', 'usd'])
  expect(out).toMatch(
    /^goods\.csv: 2 rows in [\d.]+ s: 1 created, 0 updated, 0 unchanged, 1 rejected\.\n {2}line 3 \(pan\): Variant Price "\uFFFD\[31mx" is not a number; write it like 1234\.50\.\n$/,
  )
  expect(err).toBe('2 of 2 rows: 1 created, 0 updated, 0 unchanged, 1 rejected\n')
  expect(status).toBe(0)
  expect(await database.prisma.variantPrice.findMany({ select: { currencyCode: true } })).toEqual([
    { currencyCode: 'USD' },
  ])
})

test.each<[string, () => Promise<string[]> | string[], string, RegExp]>([
  ['no file', () => [], '', /^Name one file to import\.\nUsage: npm run catalog:import/],
  ['a file that is not there', () => ['/nowhere.csv'], '', /^There is no file \/nowhere\.csv\.\n$/],
  ['a folder', () => [tmpdir()], '', /^There is no file/],
  ['an unknown option', () => ['--force', 'x'], '', /Unknown option '--force'/],
  [
    'no currency',
    async () => [await write('x.csv', ''), '--currency', 'euro'],
    '',
    /^"euro" is not a currency code of ISO 4217\.\n$/,
  ],
  [
    'a database that does not answer',
    async () => [await write('x.csv', '')],
    'postgres://nobody:x@127.0.0.1:9/none',
    /^The catalog's database does not answer \(.*ECONNREFUSED.*\)\. Is it running\?\n$/,
  ],
])('says in a sentence what is wrong with %s', async (_, args, url, sentence) => {
  const { status, out, err } = await run(await args(), url || testDatabase.url)
  expect(err).toMatch(sentence)
  expect(out).toBe('')
  expect(status).toBe(1)
})

test('fails with the reason when the file cannot be read', async () => {
  const { status, out } = await run([await write('workbook.csv', 'PK\u0003\u0004')])
  expect(out).toMatch(/This is an Excel workbook or another archive; save the sheet as "CSV UTF-8"\.\n$/)
  expect(status).toBe(1)
})

test(
  'stops in order when interrupted, and the same file goes on from there',
  { timeout: 120_000 },
  async () => {
    const file = await write('many.csv', csv(Array.from({ length: 300 }, (_, n) => simple(`many-${n}`))))
    const child = spawn(process.execPath, [path.resolve(import.meta.dirname, '../import/cli.ts'), file], {
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        DATABASE_URL: testDatabase.url,
      },
    })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr
      .setEncoding('utf8')
      .on('data', (text: string) => text.includes('rows:') && child.kill('SIGINT'))
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1)
    expect(out).toMatch(
      /It was stopped\. Import the file again to go on: what is done is not done twice\.\n$/,
    )
    const done = await database.prisma.product.count({ where: { handle: { startsWith: 'many-' } } })
    expect(done).toBeLessThan(300)
    const again = await run([file])
    expect(again.out).toContain(`${300 - done} created, 0 updated, ${done} unchanged, 0 rejected.`)
  },
)

import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createEmptyDatabase, type TestDatabase } from '@tradewind/testkit'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate, MigrationError } from '../index.ts'

let database: TestDatabase
let folder: string
let client: pg.Client

beforeEach(async () => {
  database = await createEmptyDatabase()
  folder = await mkdtemp(path.join(os.tmpdir(), 'tradewind-migrations-'))
  client = new pg.Client(database.url)
  await client.connect()
})
afterEach(async () => {
  await client.end()
  await database.drop()
  await rm(folder, { recursive: true })
})

async function write(name: string, sql: string): Promise<void> {
  await mkdir(path.join(folder, name), { recursive: true })
  await writeFile(path.join(folder, name, 'migration.sql'), sql)
}

const run = (): Promise<string[]> => migrate(database.url, folder)

async function rows(sql: string): Promise<unknown[]> {
  return (await client.query(sql)).rows
}

async function refusal(): Promise<string> {
  const error = await run().then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(MigrationError)
  return (error as Error).message
}

test('applies what is missing, in the order of the names, once', async () => {
  await write('2_fill', 'INSERT INTO wheel VALUES (7)')
  await write('1_wheel', 'CREATE TABLE wheel (turns INT)')
  expect(await run()).toEqual(['1_wheel', '2_fill'])
  await write('3_more', 'INSERT INTO wheel VALUES (8)')
  expect(await run()).toEqual(['3_more'])
  expect(await run()).toEqual([])
  expect(await rows('SELECT turns FROM wheel ORDER BY 1')).toEqual([{ turns: 7 }, { turns: 8 }])
})

test("keeps account as Prisma's own engine does", async () => {
  await write('1_wheel', 'CREATE TABLE wheel (turns INT)')
  await run()
  const [row] = await rows('SELECT * FROM _prisma_migrations')
  expect(row).toMatchObject({
    migration_name: '1_wheel',
    checksum: createHash('sha256').update('CREATE TABLE wheel (turns INT)').digest('hex'),
    applied_steps_count: 1,
    logs: null,
    rolled_back_at: null,
    started_at: expect.any(Date),
    finished_at: expect.any(Date),
  })
})

test('refuses a migration that was edited after it was applied', async () => {
  await write('1_wheel', 'CREATE TABLE wheel (turns INT)')
  await run()
  await write('1_wheel', 'CREATE TABLE wheel (turns BIGINT)')
  expect(await refusal()).toMatch(
    /1_wheel was edited after the database \w+ had applied it: restore the file/,
  )
})

test('does not mind other line endings', async () => {
  await write('1_wheel', 'CREATE TABLE wheel (\n  turns INT\n)\n')
  await run()
  await write('1_wheel', 'CREATE TABLE wheel (\r\n  turns INT\r\n)\r\n')
  expect(await run()).toEqual([])
})

test('leaves nothing of a migration that failed, and tries it again when it is mended', async () => {
  await write('1_wheel', 'CREATE TABLE wheel (turns INT);\nINSERT INTO whel VALUES (1);')
  expect(await refusal()).toMatch(
    /1_wheel of the database \w+ failed \(line 2\): relation "whel" does not exist/,
  )
  expect(await rows(`SELECT to_regclass('wheel') AS wheel`)).toEqual([{ wheel: null }])
  expect(await rows('SELECT rolled_back_at IS NOT NULL AS back FROM _prisma_migrations')).toEqual([
    { back: true },
  ])
  await write('1_wheel', 'CREATE TABLE wheel (turns INT);\nINSERT INTO wheel VALUES (1);')
  expect(await run()).toEqual(['1_wheel'])
})

test('applies what cannot be part of a transaction', async () => {
  await write('1_wheel', 'CREATE TABLE wheel (turns INT)')
  await write('2_index', 'CREATE INDEX CONCURRENTLY wheel_turns ON wheel (turns)')
  expect(await run()).toEqual(['1_wheel', '2_index'])
})

test('asks for help when a migration outside a transaction was left half-done', async () => {
  await write('1_wheel', 'CREATE TABLE wheel (turns INT); INSERT INTO wheel VALUES (1), (1)')
  await write('2_index', 'CREATE UNIQUE INDEX CONCURRENTLY wheel_turns ON wheel (turns)')
  expect(await refusal()).toContain('2_index of the database')
  expect(await refusal()).toMatch(/2_index was left half-done in the database \w+: finish or undo it by hand/)
})

test('lets callers at the same time wait for each other', async () => {
  await write('1_wheel', 'CREATE TABLE wheel (turns INT); SELECT pg_sleep(0.2)')
  const applied = await Promise.all([run(), run(), run()])
  expect(applied.flat()).toEqual(['1_wheel'])
})

test('says so where there is no folder, or no file in it', async () => {
  await mkdir(path.join(folder, '1_wheel'))
  expect(await refusal()).toMatch(/The migration 1_wheel has no file .*migration\.sql/)
  folder = path.join(folder, '1_wheel')
  await rm(folder, { recursive: true })
  expect(await refusal()).toMatch(/There are no migrations in/)
  await mkdir(folder)
})

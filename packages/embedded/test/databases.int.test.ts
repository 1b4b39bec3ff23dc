import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createDatabase } from '../index.ts'

const { postgresUrl } = inject('servers')
const id = randomUUID().slice(0, 8)
const [mill, quay] = [`mill_${id}`, `quay_${id}`]
const urls: Record<string, string> = {}

async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

const at = (url: string, database: string): string =>
  Object.assign(new URL(url), { pathname: `/${database}` }).href

beforeAll(async () => {
  for (const name of [mill, quay]) {
    urls[name] = await createDatabase(postgresUrl, { name, role: name, password: `${name}/p@ss:wörd'` })
  }
})

afterAll(async () => {
  for (const name of [mill, quay]) {
    await query(postgresUrl, `DROP DATABASE "${name}" WITH (FORCE)`)
    await query(postgresUrl, `DROP ROLE "${name}"`)
  }
})

test('makes a database whose role may do everything in it', async () => {
  await query(urls[mill]!, 'CREATE TABLE wheel (turns INT); CREATE SCHEMA race; CREATE EXTENSION citext')
  expect((await query(urls[mill]!, 'SELECT current_user AS me')).rows).toEqual([{ me: mill }])
})

test.each([quay, 'postgres', 'template1'])('lets a role not connect to %s', async (database) => {
  await expect(query(at(urls[mill]!, database), 'SELECT 1')).rejects.toThrow('permission denied for database')
})

test('lets a role make no databases and no roles', async () => {
  await expect(query(urls[mill]!, 'CREATE DATABASE other')).rejects.toThrow('permission denied')
  await expect(query(urls[mill]!, 'CREATE ROLE other')).rejects.toThrow('permission denied')
})

test('lets nobody in without the password', async () => {
  const url = Object.assign(new URL(urls[mill]!), { password: 'guess' })
  await expect(query(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed')
})

test('called again, keeps the data and takes the new password', async () => {
  await query(urls[quay]!, 'CREATE TABLE ship (name TEXT); INSERT INTO ship VALUES ($$Marigold$$)')
  const url = await createDatabase(postgresUrl, { name: quay, role: quay, password: 'another' })
  expect((await query(url, 'SELECT name FROM ship')).rows).toEqual([{ name: 'Marigold' }])
  await expect(query(urls[quay]!, 'SELECT 1')).rejects.toThrow('password authentication failed')
})

test('makes one database for callers at the same time', async () => {
  const name = `pier_${id}`
  const options = { name, role: name, password: 'same' }
  const made = await Promise.all(Array.from({ length: 5 }, () => createDatabase(postgresUrl, options)))
  expect(new Set(made).size).toBe(1)
  await query(postgresUrl, `DROP DATABASE "${name}"`)
  await query(postgresUrl, `DROP ROLE "${name}"`)
})

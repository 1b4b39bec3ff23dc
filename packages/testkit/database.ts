import { createHash, randomUUID } from 'node:crypto'
import path from 'node:path'
import { createDatabase, migrate } from '@tradewind/embedded'
import pg from 'pg'
import { inject } from 'vitest'

export interface TestDatabase {
  /** The database as its own role, which can reach no other. */
  readonly url: string
  drop(): Promise<void>
}

const migrationsRoot = path.resolve(import.meta.dirname, '../../prisma')

/** An empty, migrated database of a subgraph, for this test alone. */
export function createTestDatabase(name: string): Promise<TestDatabase> {
  return copyOfTemplate(name, (url) => migrate(url, path.join(migrationsRoot, name, 'migrations')))
}

/** A database for this test alone: a copy of a template that `fill` makes of an empty one, once a run. */
export async function copyOfTemplate(
  name: string,
  fill: (url: string) => Promise<unknown>,
): Promise<TestDatabase> {
  const { postgresUrl } = inject('servers')
  const key = `${postgresUrl} ${name}`
  try {
    const template = await templates.getOrInsertComputed(key, () => ensureTemplate(postgresUrl, name, fill))
    return await copyDatabase(postgresUrl, template, name)
  } catch (error) {
    templates.delete(key)
    throw error
  }
}

/** An empty database without any tables, for this test alone. */
export async function createEmptyDatabase(name = 'empty'): Promise<TestDatabase> {
  return copyDatabase(inject('servers').postgresUrl, 'template1', name)
}

/** The templates that this process knows to be there. */
const templates = new Map<string, Promise<string>>()

async function copyDatabase(admin: string, template: string, name: string): Promise<TestDatabase> {
  const database = `${name.replaceAll('-', '_')}_${randomUUID().slice(0, 8)}`
  const password = randomUUID()
  // The template's owner, so that what the migrations made belongs to whoever uses the copy.
  const owner = template === 'template1' ? database : template
  await asAdmin(admin, async (client) => {
    if (owner === database) await client.query(`CREATE ROLE "${database}" LOGIN PASSWORD '${password}'`)
    await client.query(`CREATE DATABASE "${database}" TEMPLATE "${template}" OWNER "${owner}"`)
    await client.query(`REVOKE CONNECT ON DATABASE "${database}" FROM PUBLIC`)
  })
  const url = new URL(admin)
  url.username = owner
  url.password = owner === database ? password : passwordOf(template)
  url.pathname = `/${database}`
  return {
    url: url.href,
    drop: () =>
      asAdmin(admin, async (client) => {
        await client.query(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`)
      }),
  }
}

/** Test files run in parallel and all want the template: the first one makes it while the others wait. */
async function ensureTemplate(
  admin: string,
  name: string,
  fill: (url: string) => Promise<unknown>,
): Promise<string> {
  const template = `template_${name.replaceAll('-', '_')}`
  await asAdmin(admin, async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [template])
    const { rowCount } = await client.query(
      'SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate',
      [template],
    )
    if (rowCount) return
    const url = await createDatabase(admin, {
      name: template,
      role: template,
      password: passwordOf(template),
    })
    await fill(url)
    await client.query(`ALTER DATABASE "${template}" WITH IS_TEMPLATE true`)
  })
  return template
}

const passwordOf = (template: string): string => createHash('sha256').update(template).digest('hex')

async function asAdmin<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { MigrationError } from './error.ts'
import { matchesChecksum, readMigrations, type Migration } from './migrations.ts'

// The key that Prisma's own engine locks, so that `prisma migrate` and we exclude each other.
const advisoryLock = 72707369

const table = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`

/**
 * Applies the migrations of a folder that a database does not have yet, in the order of their names, each in one
 * transaction. Keeps account in Prisma's `_prisma_migrations` and takes Prisma's lock: `prisma migrate status` agrees,
 * and any number of processes may call this at once.
 * @param folder holds `<timestamp>_<what>/migration.sql`
 * @returns the names applied by this call, in order
 * @throws MigrationError, a sentence, when a migration fails (the database is as before it and the next call tries
 *   again), was edited after it was applied, or was left half-done
 */
export async function migrate(url: string, folder: string): Promise<string[]> {
  const migrations = await readMigrations(folder)
  const client = new pg.Client({ connectionString: url, application_name: 'tradewind-migrate' })
  await client.connect()
  try {
    await lock(client)
    await client.query(table)
    const pending = await pendingOf(client, migrations)
    for (const migration of pending) await apply(client, migration)
    return pending.map((migration) => migration.name)
  } finally {
    await client.end()
  }
}

async function lock(client: pg.Client): Promise<void> {
  try {
    await client.query(`SET lock_timeout = '60s'`)
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLock])
    await client.query('SET lock_timeout = 0')
  } catch (error) {
    if (codeOf(error) !== '55P03') throw error
    throw new MigrationError(
      `Another process has been migrating the database ${client.database} for a minute: wait for it, or stop it.`,
    )
  }
}

interface Applied {
  readonly migration_name: string
  readonly checksum: string
  readonly finished_at: Date | null
}

async function pendingOf(client: pg.Client, migrations: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<Applied>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  )
  const applied = new Map(rows.map((row) => [row.migration_name, row]))
  return migrations.filter((migration) => {
    const row = applied.get(migration.name)
    if (!row) return true
    if (!row.finished_at) throw halfDone(client, migration)
    if (matchesChecksum(migration, row.checksum)) return false
    throw new MigrationError(
      `The migration ${migration.name} was edited after the database ${client.database} had applied it: ` +
        'restore the file and make the change in a new migration.',
    )
  })
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  const id = randomUUID()
  try {
    await client.query('BEGIN')
    await run(client, id, migration)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    // CREATE INDEX CONCURRENTLY and its like refuse to be part of a transaction.
    if (codeOf(error) === '25001') return await applyBare(client, id, migration)
    await recordFailure(client, id, migration, error)
    throw failed(client, migration, error)
  }
}

/** Without the protection of a transaction: a failure leaves the row unfinished, and somebody has to look. */
async function applyBare(client: pg.Client, id: string, migration: Migration): Promise<void> {
  try {
    await run(client, id, migration)
  } catch (error) {
    await recordFailure(client, id, migration, error)
    throw failed(client, migration, error)
  }
}

async function run(client: pg.Client, id: string, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    checksum,
    name,
  ])
  await client.query(sql)
  await client.query(
    'UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1',
    [id],
  )
}

/** A row that survived the rollback means that the file committed by itself; else nothing of it has stayed. */
async function recordFailure(
  client: pg.Client,
  id: string,
  migration: Migration,
  error: unknown,
): Promise<void> {
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs, rolled_back_at)
     VALUES ($1, $2, $3, $4, clock_timestamp()) ON CONFLICT (id) DO UPDATE SET logs = excluded.logs`,
    [id, migration.checksum, migration.name, String(error)],
  )
}

function failed(client: pg.Client, migration: Migration, error: unknown): MigrationError {
  const at = error instanceof pg.DatabaseError && error.position
  const line = at ? ` (line ${migration.sql.slice(0, Number(at)).split('\n').length})` : ''
  const reason = error instanceof Error ? error.message : String(error)
  return new MigrationError(
    `The migration ${migration.name} of the database ${client.database} failed${line}: ${reason}.`,
    { cause: error },
  )
}

function halfDone(client: pg.Client, migration: Migration): MigrationError {
  return new MigrationError(
    `The migration ${migration.name} was left half-done in the database ${client.database}: finish or undo it by ` +
      'hand, then set finished_at or rolled_back_at of its row in _prisma_migrations.',
  )
}

function codeOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}

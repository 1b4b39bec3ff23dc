import pg from 'pg'

export interface DatabaseOptions {
  readonly name: string
  /** The role that owns the database and can reach no other. */
  readonly role: string
  readonly password: string
}

/**
 * Makes a database and the one role that may connect to it; makes good what is missing when called again, and sets
 * the password anew. Callers at the same time wait for each other.
 * @param admin URL of any database on the server, as a superuser
 * @returns the URL of the database as its role
 */
export async function createDatabase(admin: string, options: DatabaseOptions): Promise<string> {
  const client = new pg.Client({ connectionString: admin, application_name: 'tradewind-databases' })
  await client.connect()
  try {
    await client.query(`SELECT pg_advisory_lock(hashtext('tradewind.databases'))`)
    await ensureRole(client, options)
    await ensureDatabase(client, options)
    await closeToOthers(client, options.name)
  } finally {
    await client.end()
  }
  const url = new URL(admin)
  url.username = encodeURIComponent(options.role)
  url.password = encodeURIComponent(options.password)
  url.pathname = `/${encodeURIComponent(options.name)}`
  return url.href
}

async function ensureRole(client: pg.Client, { role, password }: DatabaseOptions): Promise<void> {
  const known = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role])
  const attributes = `LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${client.escapeLiteral(password)}`
  await client.query(
    `${known.rowCount ? 'ALTER' : 'CREATE'} ROLE ${client.escapeIdentifier(role)} ${attributes}`,
  )
}

async function ensureDatabase(client: pg.Client, { name, role }: DatabaseOptions): Promise<void> {
  const known = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
  const [database, owner] = [client.escapeIdentifier(name), client.escapeIdentifier(role)]
  if (!known.rowCount) await client.query(`CREATE DATABASE ${database} OWNER ${owner}`)
  else await client.query(`ALTER DATABASE ${database} OWNER TO ${owner}`)
}

/** Everybody may connect to a new database until told otherwise; the ones PostgreSQL comes with are no exception. */
async function closeToOthers(client: pg.Client, name: string): Promise<void> {
  for (const database of [name, 'postgres', 'template1']) {
    await client.query(`REVOKE ALL ON DATABASE ${client.escapeIdentifier(database)} FROM PUBLIC`)
  }
}

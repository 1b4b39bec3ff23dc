import type pg from 'pg'

export interface StatementCounter {
  /** The statements sent since the counter was made or last reset, BEGIN and COMMIT left out. */
  readonly texts: readonly string[]
  reset(): void
}

/** Counts the SQL statements that go through a pool, whoever sends them (Prisma's adapter included). */
export function countStatements(pool: pg.Pool): StatementCounter {
  const texts: string[] = []
  const note = (query: unknown): void => {
    const text = typeof query === 'string' ? query : (query as { text?: string }).text
    if (text && !/^\s*(BEGIN|COMMIT|ROLLBACK|SET|SAVEPOINT|RELEASE)/i.test(text)) texts.push(text)
  }
  const watch = (client: pg.ClientBase): void => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((...args: unknown[]) => {
      note(args[0])
      return query(...args)
    }) as typeof client.query
  }
  pool.on('connect', watch)
  // Connections that were open before.
  for (const client of (pool as unknown as { _clients: pg.ClientBase[] })._clients) watch(client)
  return {
    texts,
    reset() {
      texts.length = 0
    },
  }
}

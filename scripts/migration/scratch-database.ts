import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { startPostgres, type Postgres } from '@tradewind/embedded'

/** Runs work with a PostgreSQL server of its own that is gone afterwards. */
export async function withScratchServer<Result>(
  work: (server: Postgres) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tradewind-scratch-'))
  const server = await startPostgres({ directory, password: crypto.randomUUID(), settings: { fsync: 'off' } })
  try {
    return await work(server)
  } finally {
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { createBackOff } from '../processes/back-off.ts'
import { startPostgres, type Postgres, type PostgresOptions } from '../postgres/start.ts'

export interface DatabaseServer {
  readonly port: number
  readonly pid: number
  url(database?: string): string
  stop(): Promise<void>
}

/** Starts PostgreSQL and keeps it running on the same port: should it die, it is started again. */
export async function keepPostgres(
  options: PostgresOptions,
  report: (line: string) => void,
): Promise<DatabaseServer> {
  let server = await startPostgres(options)
  const { port } = server
  const stopping = new AbortController()

  const keep = async (): Promise<void> => {
    const backOff = createBackOff()
    for (;;) {
      backOff.ready()
      await server.exited
      if (stopping.signal.aborted) return
      report('PostgreSQL died and starts again')
      server = await startAgain(backOff.next)
      report('PostgreSQL is ready again')
    }
  }
  const startAgain = async (pause: () => number): Promise<Postgres> => {
    for (;;) {
      await sleep(pause(), undefined, { signal: stopping.signal })
      try {
        return await startPostgres({ ...options, port })
      } catch (error) {
        report(`PostgreSQL does not start: ${(error as Error).message}`)
      }
    }
  }
  const kept = keep().catch((error: unknown) => {
    // stop() cuts a pause short.
    if (!stopping.signal.aborted) throw error
  })

  return {
    port,
    get pid() {
      return server.pid
    },
    url: (database) => server.url(database),
    async stop() {
      stopping.abort()
      await server.stop()
      await kept
      // It may have come up again while we were about to stop it.
      await server.stop()
    },
  }
}

import { connect } from 'node:net'
import type pg from 'pg'
import { currentSignal } from '../deadline.ts'

const CANCEL_WITHIN_MS = 5_000
/** https://www.postgresql.org/docs/current/protocol-message-formats.html, "CancelRequest" */
const CANCEL_REQUEST = 80_877_102

/** What is known of a client that `pg` does not declare. */
type Connected = pg.PoolClient & {
  readonly host: string
  readonly port: number
  readonly processID: number | null
  readonly secretKey: number | null
}

/**
 * Makes a pool let go of what is asked under `currentSignal`, when that aborts: nothing more is asked, and a statement
 * under way is cancelled in PostgreSQL. Its connection is closed, not used again: a cancellation that comes late would
 * hit whatever somebody else does there.
 */
export function cancelWithRequests(pool: pg.Pool): pg.Pool {
  const lend = pool.connect.bind(pool) as (...parameters: unknown[]) => Promise<pg.PoolClient>
  const ask = pool.query.bind(pool) as unknown as (...parameters: unknown[]) => Promise<unknown>

  async function lendUntil(signal: AbortSignal): Promise<pg.PoolClient> {
    signal.throwIfAborted()
    const client = await lend()
    if (signal.aborted) {
      client.release()
      throw signal.reason
    }
    const end = (): void => {
      cancel(client as Connected)
      void client.end()
    }
    signal.addEventListener('abort', end, { once: true })
    const { release } = client
    client.release = (error) => {
      signal.removeEventListener('abort', end)
      release(error)
    }
    return client
  }

  async function askUntil(signal: AbortSignal, parameters: unknown[]): Promise<unknown> {
    const client = await lendUntil(signal)
    try {
      const result = await (client.query as (...all: unknown[]) => Promise<unknown>)(...parameters)
      client.release()
      return result
    } catch (error) {
      client.release(true)
      throw error
    }
  }

  // Callbacks are how the pool asks itself, long after whoever wanted it may have been another request.
  const signalFor = (parameters: unknown[]): AbortSignal | undefined =>
    typeof parameters.at(-1) === 'function' ? undefined : currentSignal()
  return Object.assign(pool, {
    connect(...parameters: unknown[]) {
      const signal = signalFor(parameters)
      return signal ? lendUntil(signal) : lend(...parameters)
    },
    query(...parameters: unknown[]) {
      const signal = signalFor(parameters)
      return signal ? askUntil(signal, parameters) : ask(...parameters)
    },
  })
}

/**
 * Asks PostgreSQL to end what a connection does. The request is no secret and is taken without TLS, whatever the
 * connection itself demands. Where it does not get through, or comes before the statement does, the server ends that
 * when it looks for its client.
 */
function cancel({ host, port, processID, secretKey }: Connected): void {
  if (processID === null || secretKey === null) return
  const request = Buffer.alloc(16)
  for (const [index, number] of [16, CANCEL_REQUEST, processID, secretKey].entries()) {
    request.writeInt32BE(number, index * 4)
  }
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
  socket.setTimeout(CANCEL_WITHIN_MS, () => socket.destroy())
  socket.on('error', () => undefined)
  socket.end(request)
}

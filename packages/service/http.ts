import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

/** A started part of the system. */
export interface Running {
  /** Where it answers, without a trailing slash: `http://127.0.0.1:4001`. */
  readonly url: string
  /** Takes no new work, finishes what is under way, lets go of everything it holds. */
  stop(): Promise<void>
}

export interface HttpOptions {
  readonly host: string
  readonly port: number
  /** How long requests under way may take to finish when the server stops. */
  readonly drainMs?: number
  /** Takes over the connection of a request for a WebSocket; without it, such a request is answered as any other. */
  readonly upgrade?: UpgradeListener
  /** Ends what would not end by itself, such as streams, when no new connections are taken any more. */
  readonly onStop?: () => unknown
}

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** While a server stops, connections are closed this soon after they have no request any more. */
const IDLE_MS = 50

/** Serves HTTP; throws a sentence when the port is taken. Stopping lets requests under way finish. */
export async function serveHttp(listener: RequestListener, options: HttpOptions): Promise<Running> {
  const { upgrade } = options
  const server = createServer(
    {
      keepAliveTimeout: 65_000,
      headersTimeout: 20_000,
      requestTimeout: 60_000,
      // With a listener for upgrades, Node would hand it those to protocols that we do not speak, too (`h2c`).
      shouldUpgradeCallback: ({ headers }) =>
        upgrade !== undefined && headers.upgrade?.toLowerCase() === 'websocket',
    },
    listener,
  )
  if (upgrade) server.on('upgrade', upgrade)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, options)))
  server.listen(options.port, options.host, resolve)
  await promise
  const { port } = server.address() as AddressInfo
  const host = options.host.includes(':') ? `[${options.host}]` : options.host

  return {
    url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`,
    async stop() {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS)
      const force = setTimeout(() => server.closeAllConnections(), options.drainMs ?? 5_000)
      await Promise.all([options.onStop?.(), closed.promise])
      clearInterval(idle)
      clearTimeout(force)
    },
  }
}

function explain(error: NodeJS.ErrnoException, { host, port }: HttpOptions): Error {
  if (error.code === 'EADDRINUSE') {
    return new Error(
      `Port ${port} is in use by another program; stop that program or set PORT to a free one.`,
    )
  }
  if (error.code === 'EACCES')
    return new Error(`Port ${port} may not be opened by this user; set PORT above 1023.`)
  return new Error(`Cannot listen on ${host}:${port} (${error.code}).`)
}

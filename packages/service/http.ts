import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

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
}

/** Serves HTTP; throws a sentence when the port is taken. Stopping lets requests under way finish. */
export async function serveHttp(listener: RequestListener, options: HttpOptions): Promise<Running> {
  const server = createServer(
    { keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 60_000 },
    listener,
  )
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
      server.closeIdleConnections()
      const force = setTimeout(() => server.closeAllConnections(), options.drainMs ?? 5_000)
      await closed.promise
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

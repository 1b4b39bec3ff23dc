import { STATUS_CODES } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Duplex } from 'node:stream'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws'
import { WebSocketServer } from 'ws'
import { isGraphqlPath } from '../../http/path.ts'
import { TOO_MANY_FROM_ADDRESS } from '../client-connections.ts'
import type { ClientConnections } from '../client-connections.ts'
import { openWebSockets } from '../metrics.ts'
import { Connection } from './connection.ts'
import type { ConnectionOptions } from './connection.ts'
import { isAllowedOrigin } from './origin.ts'

export interface WebSocketsOptions extends ConnectionOptions {
  readonly maxConnections: number
  /** Of each client. */
  readonly clients: ClientConnections
  readonly maxMessageBytes: number
  /** Whose pages may connect; `*` stands for all. */
  readonly origins: readonly string[]
}

export interface WebSockets {
  /** Takes an HTTP connection over. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Closes all connections, and resolves when they are closed. What is under way may finish within `drainMs`. */
  stop(drainMs: number): Promise<void>
}

/**
 * Serves GraphQL over WebSockets, subprotocol graphql-transport-ws. The server of graphql-ws itself writes each event
 * anew for each client and lets what a client does not read pile up; the protocol is the same, and its client the test.
 */
export function createWebSockets(options: WebSocketsOptions): WebSockets {
  const { maxConnections, clients, maxMessageBytes, origins } = options
  const connections = new Set<Connection>()
  let isStopping = false
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxMessageBytes,
    // Compression would hold a window of memory for each client, for messages too short to gain by it.
    perMessageDeflate: false,
    handleProtocols: (offered) =>
      offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false,
  })

  function refusalOf({ url, headers, socket }: IncomingMessage): [status: number, sentence: string] | null {
    if (!isGraphqlPath(url)) return [404, 'WebSockets are at /graphql.']
    if (!isAllowedOrigin(headers, origins)) return [403, 'Pages of this origin may not connect.']
    if (isStopping) return [503, 'This router is stopping; connect again.']
    if (connections.size >= maxConnections) return [503, 'There are too many connections; try again shortly.']
    const forwardedFor = headers['x-forwarded-for']?.toString()
    if (!clients.admit(socket, socket.remoteAddress ?? 'unknown', forwardedFor))
      return [429, TOO_MANY_FROM_ADDRESS]
    return null
  }

  return {
    upgrade(request, socket, head) {
      const refused = refusalOf(request)
      if (refused) return refuse(socket, ...refused)
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const connection = new Connection(webSocket, request, options)
        connections.add(connection)
        openWebSockets.inc()
        webSocket.once('close', () => {
          connections.delete(connection)
          openWebSockets.dec()
        })
      })
    },
    async stop(drainMs) {
      isStopping = true
      const patience = performance.now() + drainMs
      for (const connection of connections) connection.stop()
      while (connections.size > 0 && performance.now() < patience) await wait(20)
      for (const connection of connections) connection.terminate()
    },
  }
}

function refuse(socket: Duplex, status: number, sentence: string): void {
  socket.on('error', () => undefined)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    'content-type: text/plain; charset=utf-8',
    `content-length: ${Buffer.byteLength(sentence)}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${sentence}`)
}

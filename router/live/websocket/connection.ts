import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { lifetimeOf, TOKEN_EXPIRED } from '@tradewind/service'
import type { Viewer } from '@tradewind/service'
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws'
import { GraphQLError } from 'graphql'
import type { WebSocket } from 'ws'
import { refusal } from '../../errors/errors.ts'
import { closedWebSockets } from '../metrics.ts'
import { operationHeaders } from './headers.ts'
import { readMessage } from './messages.ts'
import type { Parameters } from './messages.ts'
import { SocketOperation } from './operation.ts'

/** A client has so long to read what was kept for it, and to agree that the connection is closed. */
const CLOSE_MS = 5_000

/** RFC 6455, section 7.4.1, and the registry it began. After these clients connect again by themselves. */
export const closeCodes = { serviceRestart: 1012, tryAgainLater: 1013 } as const

export interface ConnectionOptions {
  /** How long a client may take to say `connection_init`. */
  readonly initMs: number
  readonly heartbeatMs: number
  /** Operations at a time. */
  readonly maxOperations: number
  /** What may wait unread. */
  readonly maxBufferedBytes: number
  /** Says who a client with these headers is, null for nobody; rejects with the refusal where it is not served. */
  readonly admit: (headers: Readonly<Record<string, string>>, peer: string) => Promise<Viewer | null>
  /** Answers an operation; never throws. */
  readonly operate: (request: OperationRequest) => void
}

/** An operation that came on a socket. */
export interface OperationRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly peer: string
  readonly parameters: Parameters
  readonly operation: SocketOperation
}

/** A client's WebSocket, which speaks graphql-transport-ws. */
export class Connection {
  readonly #socket: WebSocket
  /** Until it has said connection_init. */
  #upgrade: IncomingHttpHeaders
  readonly #peer: string
  readonly #options: ConnectionOptions
  readonly #operations = new Map<string, SocketOperation>()
  readonly #heartbeat: NodeJS.Timeout
  #timer: NodeJS.Timeout
  #headers: Readonly<Record<string, string>> | undefined
  #isAcknowledged = false
  #isAlive = true
  #isStopping = false

  constructor(socket: WebSocket, upgrade: IncomingMessage, options: ConnectionOptions) {
    this.#socket = socket
    this.#upgrade = upgrade.headers
    this.#peer = upgrade.socket.remoteAddress ?? 'unknown'
    this.#options = options
    this.#timer = setTimeout(
      () => this.close(CloseCode.ConnectionInitialisationTimeout, 'Say connection_init first, and at once.'),
      options.initMs,
    )
    this.#heartbeat = setInterval(() => this.#beat(), options.heartbeatMs)
    // Where nothing else is asked for, ws gives messages as Buffers.
    socket.on('message', (data: Buffer, isBinary) => this.#receive(isBinary ? null : data.toString()))
    socket.on('pong', () => (this.#isAlive = true))
    // What is no WebSocket message, or too long a one: ws closes with the code for it.
    socket.on('error', () => undefined)
    socket.once('close', () => this.#gone())
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      this.close(CloseCode.SubprotocolNotAcceptable, `Only ${GRAPHQL_TRANSPORT_WS_PROTOCOL} is spoken here.`)
    }
  }

  /** Closes it with a reason, which is at most 123 bytes; nothing is sent on it any more. */
  close(code: number, reason: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    closedWebSockets.inc({ code })
    this.#socket.close(code, reason)
    this.#gone()
    this.#timer = setTimeout(() => this.#socket.terminate(), CLOSE_MS)
  }

  /** Ends its subscriptions, and the connection as soon as what else is under way is answered. */
  stop(): void {
    this.#isStopping = true
    for (const operation of this.#operations.values()) if (operation.hasAnswer) operation.cancel()
    this.#closeWhenDone()
  }

  terminate(): void {
    this.#socket.terminate()
  }

  #closeWhenDone(): void {
    if (this.#isStopping && this.#operations.size === 0) {
      this.close(closeCodes.serviceRestart, 'This router is stopping; connect again.')
    }
  }

  #gone(): void {
    clearTimeout(this.#timer)
    clearInterval(this.#heartbeat)
    for (const operation of this.#operations.values()) operation.cancel()
  }

  #beat(): void {
    if (this.#isAlive) {
      this.#isAlive = false
      this.#socket.ping()
      return
    }
    closedWebSockets.inc({ code: 1006 })
    this.#socket.terminate()
  }

  /** Sends a message; a client that has left too much unread is told so and let go. */
  #send = (message: string): boolean => {
    const { bufferedAmount } = this.#socket
    if (bufferedAmount <= this.#options.maxBufferedBytes) {
      if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(message)
      return true
    }
    this.close(closeCodes.tryAgainLater, TOO_SLOW)
    return false
  }

  #receive(text: string | null): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#isAlive = true
    const message = text === null ? null : readMessage(text)
    switch (message?.type) {
      case 'connection_init':
        return void this.#initialise(message.payload)
      case 'ping':
        return void this.#send(JSON.stringify({ type: 'pong', payload: message.payload }))
      case 'pong':
        return
      case 'subscribe':
        return this.#subscribe(message.id, message.payload)
      case 'complete':
        return this.#operations.get(message.id)?.cancel()
      case undefined:
        return this.close(CloseCode.BadRequest, 'That is no message of graphql-transport-ws.')
    }
  }

  async #initialise(payload: unknown): Promise<void> {
    if (this.#headers) {
      return this.close(CloseCode.TooManyInitialisationRequests, 'Say connection_init once only.')
    }
    const headers = operationHeaders(this.#upgrade, payload)
    this.#upgrade = {}
    this.#headers = headers
    clearTimeout(this.#timer)
    let viewer: Viewer | null
    try {
      viewer = await this.#options.admit(headers, this.#peer)
    } catch (error) {
      const refused = error instanceof GraphQLError ? error : undefined
      const isToken = refused?.extensions['code'] === 'UNAUTHENTICATED'
      const reason = refused?.message.slice(0, 123) ?? 'Unexpected error'
      return this.close(isToken ? CloseCode.Forbidden : closeCodes.tryAgainLater, reason)
    }
    if (this.#socket.readyState !== this.#socket.OPEN) return
    const lifetime = lifetimeOf(viewer)
    if (lifetime !== null) {
      this.#timer = setTimeout(() => this.close(CloseCode.Forbidden, TOKEN_EXPIRED), lifetime)
    }
    this.#isAcknowledged = true
    this.#send('{"type":"connection_ack"}')
  }

  #subscribe(id: string, parameters: Parameters): void {
    const headers = this.#headers
    if (!headers || !this.#isAcknowledged) {
      return this.close(CloseCode.Unauthorized, 'Wait for connection_ack before you subscribe.')
    }
    if (this.#operations.has(id)) {
      return this.close(CloseCode.SubscriberAlreadyExists, 'There is an operation with this id already.')
    }
    // The client sends it again once it is connected elsewhere.
    if (this.#isStopping) return
    const operation = new SocketOperation(id, this.#send, () => {
      this.#operations.delete(id)
      this.#closeWhenDone()
    })
    if (this.#operations.size >= this.#options.maxOperations) return operation.refuse([tooMany()])
    this.#operations.set(id, operation)
    this.#options.operate({ headers, peer: this.#peer, parameters, operation })
  }
}

const TOO_SLOW = 'SUBSCRIPTION_TOO_SLOW: more waits for this client than is kept for it; connect again.'

const tooMany = (): GraphQLError =>
  refusal(
    'SUBSCRIPTION_LIMIT_EXCEEDED',
    'There are as many operations on this socket as there may be; end one first.',
  )

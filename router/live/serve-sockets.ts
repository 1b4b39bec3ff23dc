import { newId } from '@tradewind/service'
import type { Logger } from '@tradewind/service'
import type { ExecutionResult, GraphQLError } from 'graphql'
import type { Admit } from '../admission.ts'
import type { Arrival, RouterContext, Visit } from '../context.ts'
import type { Environment } from '../environment.ts'
import { refusal } from '../errors/errors.ts'
import { maskError } from '../errors/mask.ts'
import { newRecord } from '../observability/record.ts'
import type { ClientConnections } from './client-connections.ts'
import { Streamed } from './streamed.ts'
import type { Streams } from './streams.ts'
import type { OperationRequest } from './websocket/connection.ts'
import { createWebSockets } from './websocket/server.ts'
import type { WebSockets } from './websocket/server.ts'

/** A request as the Fetch standard has it, of which the router makes its answers. */
export interface PostedRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface SocketServerOptions {
  readonly environment: Environment
  readonly streams: Streams
  readonly connections: ClientConnections
  readonly admit: Admit
  /** Runs what serves a request, observed until its answer has ended. */
  readonly arrive: (arrival: Arrival, serve: (context: RouterContext) => void) => void
  /** Has a request answered like any that is posted; the answer goes to the context's channel. */
  readonly post: (request: PostedRequest, context: RouterContext) => Promise<unknown>
  readonly logger: Logger
}

/**
 * Serves operations that come on WebSockets. Each is a request like those that come over HTTP and goes through every
 * step that they do; so nothing can be had on a socket that is refused elsewhere.
 */
export function serveSockets({
  environment,
  streams,
  connections,
  admit,
  arrive,
  post,
  logger,
}: SocketServerOptions): WebSockets {
  function operate({ headers, peer, parameters, operation }: OperationRequest): void {
    const requestId = newId()
    const record = newRecord()
    const { answer, signal } = operation
    const mask = (error: unknown): GraphQLError => maskError(error, logger, requestId)
    function deliver(result: ExecutionResult | Streamed): void {
      if (!(result instanceof Streamed)) return operation.deliver(result)
      const letGo = (): void => operation.letGo()
      operation.begin(streams.open(result, { sink: operation, mask, record, letGo }), mask)
    }

    const channel = { kind: 'websocket', deliver } as const
    const request = { method: 'WEBSOCKET', headers, peer, isGraphql: true }
    arrive({ ...request, requestId, record, answer, signal, channel }, (context) => {
      post({ headers, body: JSON.stringify(parameters) }, context).then(
        () => operation.hasAnswer || operation.refuse([badRequest()]),
        (error: unknown) => operation.refuse([mask(error)]),
      )
    })
  }

  return createWebSockets({
    initMs: environment.WEBSOCKET_INIT_MS,
    heartbeatMs: environment.HEARTBEAT_MS,
    maxConnections: environment.MAX_WEBSOCKETS,
    clients: connections,
    maxOperations: environment.MAX_WEBSOCKET_OPERATIONS,
    maxMessageBytes: environment.MAX_BODY_BYTES,
    maxBufferedBytes: environment.MAX_UNREAD_BYTES,
    origins: environment.CORS_ORIGINS,
    async admit(headers, peer) {
      const visit: Visit = { peer }
      await admit(visit, new Headers(headers))
      return visit.viewer ?? null
    },
    operate,
  })
}

const badRequest = (): GraphQLError =>
  refusal('BAD_REQUEST', 'That is no GraphQL request: send a "query" and what belongs to it.')

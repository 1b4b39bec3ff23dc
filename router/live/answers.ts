import { lifetimeOf, TOKEN_EXPIRED } from '@tradewind/service'
import type { Logger } from '@tradewind/service'
import type { ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql'
import type { RouterContext, RouterPlugin } from '../context.ts'
import { maskError } from '../errors/mask.ts'
import { refusal } from '../errors/errors.ts'
import { readAccept } from './accept.ts'
import type { Accepted } from './accept.ts'
import { TOO_MANY_FROM_ADDRESS } from './client-connections.ts'
import type { ClientConnections } from './client-connections.ts'
import { framings } from './framing.ts'
import type { Framing } from './framing.ts'
import { HttpStream } from './http-stream.ts'
import { statusOf } from './payload.ts'
import { single, Streamed } from './streamed.ts'
import type { Streams } from './streams.ts'

export interface LiveAnswersOptions {
  readonly streams: Streams
  readonly connections: ClientConnections
  readonly heartbeatMs: number
  readonly maxBufferedBytes: number
  readonly logger: Logger
}

type Context = RouterContext & { readonly request: Request }

/**
 * Gives answers of many parts to clients, and those of operations on a socket to their socket. Over HTTP a client says
 * with its `Accept` header what it takes.
 */
export function liveAnswers({ streams, connections, logger, ...options }: LiveAnswersOptions): RouterPlugin {
  function openHttp(streamed: Streamed, framing: Framing, context: RouterContext): HttpStream {
    const { channel, record, requestId, viewer = null } = context
    if (channel.kind !== 'http') throw new Error('This answer goes to a socket.')
    const { response, letGo } = channel
    const mask = (error: unknown): GraphQLError => maskError(error, logger, requestId)
    const sink = new HttpStream({ ...options, framing, response, mask })
    const ms = streamed.kind === 'subscription' ? lifetimeOf(viewer) : null
    const stream = streams.open(
      streamed,
      { sink, mask, record, letGo },
      ms === null ? undefined : { ms, end: expired },
    )
    const leave = (): void => {
      stream.end()
      sink.body.destroy()
    }
    if (response.closed) leave()
    else response.once('close', leave)
    return sink
  }

  return {
    onRequestParse({ request, serverContext }) {
      const { incremental } = readAccept(request.headers.get('accept'))
      serverContext.isIncremental = incremental !== null && serverContext.channel.kind === 'http'
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const { channel, peer, request } = (args as ExecutionArgs).contextValue as Context
      const takes = channel.kind === 'websocket' || readAccept(request.headers.get('accept')).subscription
      let refused = takes ? streams.refuse() : notAcceptable()
      // A socket was counted when it was opened.
      if (!refused && channel.kind === 'http') {
        const forwardedFor = request.headers.get('x-forwarded-for') ?? undefined
        if (!connections.admit(channel.response, peer, forwardedFor)) refused = tooManyConnections()
      }
      if (refused) setResultAndStopExecution({ errors: [refused] })
    },
    onResultProcess({ request, result, serverContext, setResult, setResultProcessor }) {
      const { channel } = serverContext
      if (channel.kind === 'websocket') {
        setResultProcessor((answer, { Response }) => {
          channel.deliver(answer as ExecutionResult | Streamed)
          return new Response(null)
        }, '*/*')
        return
      }
      if (Array.isArray(result)) return setResult(result.map(withoutStream))
      const accepted = readAccept(request.headers.get('accept'))
      const framing = framingOf(result, accepted)
      if (!framing) return
      setResultProcessor((answer, { Response }) => {
        const streamed =
          answer instanceof Streamed ? answer : new Streamed('incremental', single(answer as ExecutionResult))
        const { body } = openHttp(streamed, framing, serverContext)
        const { contentType } = framing
        // A proxy that collects a response before it hands it on would hand on nothing of this one.
        const headers = { 'content-type': contentType, 'x-accel-buffering': 'no' }
        return new Response(body as unknown as BodyInit, {
          status: beginningStatus(answer as ExecutionResult),
          headers,
        })
      }, framing.contentType)
    },
  }
}

const expired = (): GraphQLError => refusal('UNAUTHENTICATED', TOKEN_EXPIRED, { status: 401 })

const notAcceptable = (): GraphQLError =>
  refusal(
    'SUBSCRIPTION_NOT_ACCEPTABLE',
    'A subscription is answered with a stream: connect with a WebSocket (graphql-transport-ws), or send ' +
      '"accept: text/event-stream" or "accept: multipart/mixed;subscriptionSpec=1.0".',
    { status: 406 },
  )

const tooManyConnections = (): GraphQLError =>
  refusal('SUBSCRIPTION_LIMIT_EXCEEDED', TOO_MANY_FROM_ADDRESS, { status: 429 })

/** How an answer goes over HTTP, null where it is one that Yoga gives as well. */
function framingOf(result: object, { subscription, incremental, sseOnly }: Accepted): Framing | null {
  if (!(result instanceof Streamed)) return sseOnly ? framings.sse : null
  if (result.kind === 'subscription') return framings[subscription ?? 'sse']
  return framings[incremental === 'apollo' ? 'multipart-incremental-apollo' : 'multipart-incremental']
}

/**
 * The status of a stream is that of its beginning. A client of graphql-sse takes any that is not 200 for a failure of
 * the network, and sends the same request again: that helps where it should come later, or with another token.
 */
function beginningStatus({ errors, ...answer }: ExecutionResult): number {
  const has = (code: string): boolean =>
    errors?.some(({ extensions }) => extensions['code'] === code) ?? false
  // A subscription whose subgraph is away for the moment.
  if (!('data' in answer) && has('SUBGRAPH_UNAVAILABLE')) return 503
  const status = statusOf(errors)
  return status === 429 || status === 503 || (status === 401 && has('UNAUTHENTICATED')) ? status : 200
}

/** A list of answers holds no streams. */
function withoutStream<Result>(result: Result): Result | ExecutionResult {
  if (!(result instanceof Streamed)) return result
  void result.parts.return()
  return {
    errors: [refusal('BAD_REQUEST', 'Neither a subscription nor @defer can be one of a list of operations.')],
  }
}

import type { GraphQLFormattedError } from 'graphql'
import type { StreamFormat } from './accept.ts'
import { payloadOf } from './payload.ts'
import type { Mask } from './payload.ts'
import type { Transport } from './sink.ts'
import type { StreamPart } from './streamed.ts'

/** How the parts of an answer look on the wire. */
export interface Framing {
  readonly transport: Transport
  readonly contentType: string
  /** Sent at once: some proxies and browsers show a client nothing of a response before its first byte. */
  readonly opening: string
  part(payload: string): string
  /** Says that the connection lives; null where the format has no room for it. */
  readonly heartbeat: string | null
  /** The last part, where there can be no more. */
  errors(errors: readonly GraphQLFormattedError[]): string
  /** Says that all has been sent. */
  readonly complete: string
  /** Whether a client connects again where the end comes without `complete`. */
  readonly reconnects: boolean
}

const multipart = (boundary: string) => ({
  opening: `\r\n--${boundary}`,
  // With the delimiter behind it a client has the whole of a part, and need not wait for the next.
  part: (text: string): string => `\r\ncontent-type: application/json\r\n\r\n${text}\r\n--${boundary}`,
  complete: '--\r\n',
})

/** https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md, "distinct connections mode". */
const sse: Framing = {
  transport: 'sse',
  contentType: 'text/event-stream; charset=utf-8',
  opening: ':\n\n',
  part: (payload) => `event: next\ndata: ${payload}\n\n`,
  heartbeat: ':\n\n',
  errors: (errors) => `event: next\ndata: ${JSON.stringify({ errors })}\n\nevent: complete\ndata:\n\n`,
  complete: 'event: complete\ndata:\n\n',
  reconnects: true,
}

/** https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol */
function multipartSubscription(): Framing {
  const { opening, part, complete } = multipart('graphql')
  return {
    transport: 'multipart',
    contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
    opening,
    part: (payload) => part(`{"payload":${payload}}`),
    heartbeat: part('{}'),
    errors: (errors) => part(JSON.stringify({ payload: null, errors })) + complete,
    complete,
    reconnects: false,
  }
}

/**
 * The proposal of 2020 as Apollo's clients (`deferSpec=20220824`) and others read it:
 * https://github.com/graphql/graphql-over-http/blob/main/rfcs/IncrementalDelivery.md
 */
function multipartIncremental(parameters: string): Framing {
  const { opening, part, complete } = multipart('-')
  return {
    transport: 'multipart',
    contentType: `multipart/mixed;boundary="-"${parameters}`,
    opening,
    part,
    heartbeat: null,
    errors: (errors) => part(JSON.stringify({ errors, hasNext: false })) + complete,
    complete,
    reconnects: false,
  }
}

export const framings = {
  sse,
  'multipart-subscription': multipartSubscription(),
  'multipart-incremental': multipartIncremental(''),
  'multipart-incremental-apollo': multipartIncremental(';deferSpec=20220824'),
} satisfies Record<StreamFormat, Framing> & Record<string, Framing>

const encoded = new WeakMap<Framing, WeakMap<StreamPart, Buffer>>()

/** A part as the bytes that go to every client of this format; made once for all of them. */
export function chunkOf(part: StreamPart, framing: Framing, mask: Mask): Buffer {
  const chunks = encoded.getOrInsertComputed(framing, () => new WeakMap())
  return chunks.getOrInsertComputed(part, () => Buffer.from(framing.part(payloadOf(part, mask))))
}

import type { GraphQLError } from 'graphql'
import type { StreamPart } from './streamed.ts'

export type Transport = 'websocket' | 'sse' | 'multipart'

/** Where the parts of one answer go. After the first of its endings nothing is sent any more. */
export interface Sink {
  readonly transport: Transport
  /** False when the client has left more unread than may be kept for it. */
  send(part: StreamPart): boolean
  /** All has been sent. */
  complete(): void
  /** There are no more parts, and the client has to do something about it. */
  fail(error: GraphQLError): void
  /** There are no more parts from here, and the client should connect again. */
  interrupt(error: GraphQLError): void
}

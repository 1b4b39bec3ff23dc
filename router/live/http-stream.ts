import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { GraphQLError } from 'graphql'
import { chunkOf } from './framing.ts'
import type { Framing } from './framing.ts'
import { formatError } from './payload.ts'
import type { Mask } from './payload.ts'
import type { Sink, Transport } from './sink.ts'
import type { StreamPart } from './streamed.ts'

/** A client that was told that it is too slow has so long to read what was kept for it. */
const LAST_WORDS_MS = 5_000

export interface HttpStreamOptions {
  readonly framing: Framing
  readonly response: ServerResponse
  readonly heartbeatMs: number
  /** What may wait unread. */
  readonly maxBufferedBytes: number
  readonly mask: Mask
}

/** The body of a response that goes out part by part. */
export class HttpStream implements Sink {
  readonly transport: Transport
  readonly body: Readable
  readonly #options: HttpStreamOptions
  readonly #heartbeat: NodeJS.Timeout | undefined

  constructor(options: HttpStreamOptions) {
    const { framing, heartbeatMs } = options
    this.#options = options
    this.transport = framing.transport
    this.body = new Readable({ read: () => undefined })
    this.body.push(framing.opening)
    const { heartbeat } = framing
    if (heartbeat === null) return
    this.#heartbeat = setInterval(() => {
      // What waits unread is sign of life enough.
      if (this.body.readableLength === 0) this.body.push(heartbeat)
    }, heartbeatMs)
    this.body.once('close', () => clearInterval(this.#heartbeat))
  }

  send(part: StreamPart): boolean {
    const { framing, mask, maxBufferedBytes } = this.#options
    if (this.body.readableLength > maxBufferedBytes) return false
    this.body.push(chunkOf(part, framing, mask))
    return true
  }

  complete(): void {
    this.#end(this.#options.framing.complete)
  }

  fail(error: GraphQLError): void {
    this.#end(this.#options.framing.errors([formatError(error)]))
    this.#endWithin(LAST_WORDS_MS)
  }

  interrupt(error: GraphQLError): void {
    const { framing } = this.#options
    this.#end(framing.reconnects ? '' : framing.errors([formatError(error)]))
    this.#endWithin(LAST_WORDS_MS)
  }

  #end(last: string): void {
    clearInterval(this.#heartbeat)
    if (this.body.destroyed) return
    if (last !== '') this.body.push(last)
    this.body.push(null)
  }

  #endWithin(milliseconds: number): void {
    const { response } = this.#options
    if (response.closed) return
    const patience = setTimeout(() => response.destroy(), milliseconds)
    response.once('close', () => clearTimeout(patience))
  }
}

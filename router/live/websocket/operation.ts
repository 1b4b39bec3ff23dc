import { EventEmitter } from 'node:events'
import type { ExecutionResult, GraphQLError } from 'graphql'
import { formatError, payloadOf, statusOf } from '../payload.ts'
import type { Mask } from '../payload.ts'
import type { Sink } from '../sink.ts'
import type { Stream } from '../stream.ts'
import type { StreamPart } from '../streamed.ts'

const isMasked: Mask = (error) => error as GraphQLError

/** What observes a request is told of the answer to an operation on a socket as of any response. */
export class OperationAnswer extends EventEmitter<{ close: [] }> {
  statusCode = 200
  headersSent = false
  writableFinished = false

  /** Once all has been sent; `status` is what the response to a request would have had. */
  finish(status = 200): void {
    this.statusCode = status
    this.headersSent = true
    this.writableFinished = true
    this.emit('close')
  }
}

/** Sends a message; false when the client has left too much unread. */
export type Send = (message: string) => boolean

/** One operation of a client's, from its `subscribe` to its end. */
export class SocketOperation implements Sink {
  readonly transport = 'websocket'
  readonly answer = new OperationAnswer()
  /** Where its answer has many parts, whose errors are to be masked. */
  #stream: Stream | undefined
  #mask = isMasked
  readonly #id: string
  readonly #send: Send
  readonly #onEnd: () => void
  readonly #abort = new AbortController()
  #isOver = false

  constructor(id: string, send: Send, onEnd: () => void) {
    this.#id = JSON.stringify(id)
    this.#send = send
    this.#onEnd = onEnd
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  get hasAnswer(): boolean {
    return this.#isOver || this.#stream !== undefined
  }

  /** Aborts its signal. */
  letGo(): void {
    this.#abort.abort()
  }

  /** Its answer has many parts. */
  begin(stream: Stream, mask: Mask): void {
    this.#stream = stream
    this.#mask = mask
    this.answer.headersSent = true
    if (this.#isOver) stream.end()
  }

  send(part: StreamPart): boolean {
    return this.#send(`{"id":${this.#id},"type":"next","payload":${payloadOf(part, this.#mask)}}`)
  }

  complete(): void {
    if (this.#isOver) return
    this.#send(`{"id":${this.#id},"type":"complete"}`)
    this.#end()
  }

  fail(error: GraphQLError): void {
    this.refuse([error])
  }

  /** Where the router stops, the connection is closed, which says more to a client than an error would. */
  interrupt(error: GraphQLError): void {
    if (error.extensions['code'] === 'SUBSCRIPTION_INTERRUPTED') this.cancel()
    else this.refuse([error])
  }

  /** Answers an operation in one part: with an error message where nothing of it was executed. */
  deliver(result: ExecutionResult): void {
    if (this.#isOver) return
    if (result.errors && !('data' in result)) return this.refuse(result.errors)
    this.send(result)
    this.complete()
  }

  refuse(errors: readonly GraphQLError[]): void {
    if (this.#isOver) return
    const payload = errors.map((error) => formatError(error))
    this.#send(`{"id":${this.#id},"type":"error","payload":${JSON.stringify(payload)}}`)
    this.#end(statusOf(errors))
  }

  /** Ends without a word: the client wants no more of it, or is gone. */
  cancel(): void {
    if (this.#isOver) return
    this.#stream?.end()
    this.letGo()
    this.#isOver = true
    this.answer.emit('close')
    this.#onEnd()
  }

  #end(status?: number): void {
    this.#isOver = true
    this.answer.finish(status)
    this.#onEnd()
  }
}

import type { ExecutionResult, GraphQLError } from 'graphql'
import type { RequestRecord } from '../context.ts'
import { refusal } from '../errors/errors.ts'
import { noteErrors } from '../observability/record.ts'
import { deliveredEvents, droppedSubscriptions, openSubscriptions } from './metrics.ts'
import type { Mask } from './payload.ts'
import type { Sink } from './sink.ts'
import type { Streamed, StreamPart } from './streamed.ts'

export interface StreamOptions {
  readonly streamed: Streamed
  readonly sink: Sink
  readonly mask: Mask
  readonly record: RequestRecord
  /** Lets go of what makes the parts, also while it waits for the next one. */
  readonly letGo: () => void
}

/** Why a stream ended before its last part. */
export type Reason = 'slow' | 'expired' | 'stopping' | 'unavailable'

/** A subscription may go on for days, and all that is noted of it is told at its end. */
const MAX_NOTED = 100

/** An answer on its way to one client: takes the parts as they come, and is over at the first of its ends. */
export class Stream {
  readonly #options: StreamOptions
  readonly #over = Promise.withResolvers<void>()
  #isOver = false

  constructor(options: StreamOptions) {
    this.#options = options
  }

  get kind(): Streamed['kind'] {
    return this.#options.streamed.kind
  }

  /** Sends all there is; resolves when there will be no more. Never throws. */
  async run(): Promise<void> {
    const { streamed, sink, mask, record } = this.#options
    const isSubscription = streamed.kind === 'subscription'
    const open = openSubscriptions[sink.transport]
    const delivered = deliveredEvents[sink.transport]
    if (isSubscription) open.inc()
    void this.#forward(streamed, sink, mask, record, isSubscription ? delivered : undefined)
    await this.#over.promise
    if (isSubscription) open.dec()
  }

  async #forward(
    { parts, finish }: Streamed,
    sink: Sink,
    mask: Mask,
    record: RequestRecord,
    delivered: { inc(): void } | undefined,
  ): Promise<void> {
    try {
      for await (const made of parts) {
        if (this.#isOver) return
        const part = finish(made)
        const lost = delivered && lossOf(part)
        if (lost) return this.drop('unavailable', mask(lost))
        if (record.errorCodes.length < MAX_NOTED) noteErrors(record, errorsOf(part))
        if (!sink.send(part) && delivered) return this.drop('slow', tooSlow())
        delivered?.inc()
      }
      if (this.end()) sink.complete()
    } catch (error) {
      if (this.end()) sink.fail(mask(error))
    }
  }

  /** Ends it before its time; the client is told. */
  drop(reason: Reason, error: GraphQLError): void {
    const { sink, record } = this.#options
    if (!this.end()) return
    droppedSubscriptions.inc({ transport: sink.transport, reason })
    noteErrors(record, [error])
    if (reason === 'expired' || reason === 'slow') sink.fail(error)
    else sink.interrupt(error)
  }

  /** Ends it without a word, as when the client has gone. False when it had ended before. */
  end(): boolean {
    if (this.#isOver) return false
    this.#isOver = true
    const { streamed, letGo } = this.#options
    letGo()
    // A generator that waits returns when it is woken, which `letGo` does.
    streamed.parts.return().catch(() => undefined)
    this.#over.resolve()
    return true
  }
}

export const tooSlow = (): GraphQLError =>
  refusal(
    'SUBSCRIPTION_TOO_SLOW',
    'More events wait for this client than are kept for it; subscribe again, and read what comes.',
  )

/** Every error that a part tells of. */
const errorsOf = (part: StreamPart): readonly GraphQLError[] | undefined =>
  'incremental' in part
    ? part.incremental?.flatMap(({ errors = [] }) => errors)
    : (part as ExecutionResult).errors

/** The error of an answer that is the last because the subgraph it comes from is gone. */
function lossOf(part: StreamPart): GraphQLError | undefined {
  if ('data' in part) return undefined
  const { errors } = part as ExecutionResult
  return errors?.find(({ extensions: { code } }) => code === 'SUBGRAPH_UNAVAILABLE')
}

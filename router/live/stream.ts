import type { ExecutionResult, GraphQLError } from 'graphql'
import type { RequestRecord } from '../context.ts'
import type { Engine } from '../engine/engine.ts'
import { refusal } from '../errors/errors.ts'
import { noteErrors } from '../observability/record.ts'
import { deliveredEvents, droppedSubscriptions, openSubscriptions } from './metrics.ts'
import type { Mask } from './payload.ts'
import type { Sink } from './sink.ts'
import type { Streamed, StreamPart } from './streamed.ts'

export interface StreamOptions {
  readonly sink: Sink
  readonly mask: Mask
  readonly record: RequestRecord
  /** Lets go of what makes the parts, also while it waits for the next one. */
  readonly letGo: () => void
}

/** Why a stream ended before its last part. */
export type Reason = 'slow' | 'expired' | 'stopping' | 'unavailable' | 'outdated'

/** A subscription may go on for days, and all that is noted of it is told at its end. */
const MAX_NOTED = 100

/** An answer on its way to one client: takes the parts as they come, and is over at the first of its ends. */
export class Stream {
  readonly #options: StreamOptions
  /** Where the parts come from now. */
  #streamed: Streamed
  readonly #over = Promise.withResolvers<void>()
  #isOver = false

  constructor(streamed: Streamed, options: StreamOptions) {
    this.#streamed = streamed
    this.#options = options
  }

  get kind(): Streamed['kind'] {
    return this.#streamed.kind
  }

  /** The engine that its parts come from, where it can go on with another. */
  get engine(): Engine | undefined {
    return this.#streamed.renewal?.engine
  }

  /** Sends all there is; resolves when there will be no more. Never throws. */
  async run(): Promise<void> {
    const { transport } = this.#options.sink
    const isSubscription = this.kind === 'subscription'
    const open = openSubscriptions[transport]
    if (isSubscription) open.inc()
    void this.#forward(isSubscription ? deliveredEvents[transport] : undefined)
    await this.#over.promise
    if (isSubscription) open.dec()
  }

  async #forward(delivered: { inc(): void } | undefined): Promise<void> {
    const { sink, mask, record } = this.#options
    try {
      for (let before: Streamed | undefined; before !== this.#streamed;) {
        before = this.#streamed
        const { finish } = before
        for await (const made of before.parts) {
          if (this.#isOver) return
          const part = finish(made)
          const lost = delivered && lossOf(part)
          if (lost) return this.drop('unavailable', mask(lost))
          if (record.errorCodes.length < MAX_NOTED) noteErrors(record, errorsOf(part))
          if (!sink.send(part) && delivered) return this.drop('slow', tooSlow())
          delivered?.inc()
        }
      }
      if (this.end()) sink.complete()
    } catch (error) {
      if (this.end()) sink.fail(mask(error))
    }
  }

  /**
   * Has a subscription go on over another supergraph: its parts come from there as soon as it is accepted there, and
   * until then from where they did. Where the operation is not possible any more, that is its end; where that cannot be
   * known at the moment, nothing changes.
   */
  async renew(engine: Engine): Promise<void> {
    const { parts, renewal } = this.#streamed
    if (this.#isOver || !renewal || renewal.engine === engine) return
    const renewed = await renewal.over(engine).catch((error: unknown) => {
      // What is unexpected is logged.
      this.#options.mask(error)
      return null
    })
    if (renewed === 'unavailable') return
    if (renewed === null) this.drop('outdated', outdated())
    else if (this.#isOver) letGoOf(renewed.parts)
    else {
      this.#streamed = renewed
      letGoOf(parts)
    }
  }

  /** Ends it before its time; the client is told. */
  drop(reason: Reason, error: GraphQLError): void {
    const { sink, record } = this.#options
    if (!this.end()) return
    droppedSubscriptions.inc({ transport: sink.transport, reason })
    noteErrors(record, [error])
    if (reason === 'stopping' || reason === 'unavailable') sink.interrupt(error)
    else sink.fail(error)
  }

  /** Ends it without a word, as when the client has gone. False when it had ended before. */
  end(): boolean {
    if (this.#isOver) return false
    this.#isOver = true
    this.#options.letGo()
    // A generator that waits returns when it is woken, which `letGo` does.
    letGoOf(this.#streamed.parts)
    this.#over.resolve()
    return true
  }
}

export const tooSlow = (): GraphQLError =>
  refusal(
    'SUBSCRIPTION_TOO_SLOW',
    'More events wait for this client than are kept for it; subscribe again, and read what comes.',
  )

const outdated = (): GraphQLError =>
  refusal(
    'SUBSCRIPTION_SCHEMA_RELOAD',
    'The schema has changed, and this subscription is not possible in it; subscribe to what there is now.',
  )

function letGoOf(parts: Streamed['parts']): void {
  parts.return().catch(() => undefined)
}

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

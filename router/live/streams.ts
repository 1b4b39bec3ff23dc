import type { GraphQLError } from 'graphql'
import type { Engine } from '../engine/engine.ts'
import { refusal } from '../errors/errors.ts'
import { Renewals } from './renewals.ts'
import { Stream } from './stream.ts'
import type { StreamOptions } from './stream.ts'
import type { Streamed } from './streamed.ts'

export interface StreamsOptions {
  /** Subscriptions at a time, of all clients together. */
  readonly maxSubscriptions: number
  /** How long subscriptions may take together to go on with a new supergraph. */
  readonly renewalMs: number
}

/** How long an answer may go on, and what ends it then. */
interface Lifetime {
  readonly ms: number
  readonly end: () => GraphQLError
}

/** Every answer of many parts that is on its way to a client. */
export class Streams {
  readonly #maxSubscriptions: number
  readonly #subscriptions = new Set<Stream>()
  readonly #renewals: Renewals
  #isStopping = false

  constructor({ maxSubscriptions, renewalMs }: StreamsOptions) {
    this.#maxSubscriptions = maxSubscriptions
    this.#renewals = new Renewals(renewalMs)
  }

  /** What one more subscription is refused with; null when there is room for it. */
  refuse(): GraphQLError | null {
    if (this.#isStopping) return stopping()
    if (this.#subscriptions.size < this.#maxSubscriptions) return null
    return refusal(
      'SUBSCRIPTION_LIMIT_EXCEEDED',
      'This router holds as many subscriptions as it may; try again shortly.',
      { status: 503 },
    )
  }

  /** Begins to send an answer; with a lifetime, it ends when that is over, with the error given. */
  open(streamed: Streamed, options: StreamOptions, lifetime?: Lifetime): Stream {
    const stream = new Stream(streamed, options)
    const isSubscription = stream.kind === 'subscription'
    if (isSubscription) this.#subscriptions.add(stream)
    const timer = lifetime && setTimeout(() => stream.drop('expired', lifetime.end()), lifetime.ms)
    void stream.run().finally(() => {
      clearTimeout(timer)
      this.#subscriptions.delete(stream)
      this.#renewals.forget(stream)
    })
    if (isSubscription) this.#renewals.add(stream)
    if (isSubscription && this.#isStopping) stream.drop('stopping', stopping())
    return stream
  }

  /** Has all subscriptions go on over a new supergraph. */
  renew(engine: Engine): void {
    this.#renewals.begin(engine, this.#subscriptions)
  }

  /** Ends all subscriptions, and those that come yet; their clients are to subscribe elsewhere. */
  stop(): void {
    this.#isStopping = true
    for (const stream of this.#subscriptions) stream.drop('stopping', stopping())
  }
}

const stopping = (): GraphQLError =>
  refusal('SUBSCRIPTION_INTERRUPTED', 'This router is stopping; subscribe again.', { status: 503 })

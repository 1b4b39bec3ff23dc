import type { GraphQLError } from 'graphql'
import { refusal } from '../errors/errors.ts'
import { Stream } from './stream.ts'
import type { StreamOptions } from './stream.ts'

export interface StreamsOptions {
  /** Subscriptions at a time, of all clients together. */
  readonly maxSubscriptions: number
}

/** Every answer of many parts that is on its way to a client. */
export class Streams {
  readonly #maxSubscriptions: number
  readonly #subscriptions = new Set<Stream>()
  #isStopping = false

  constructor({ maxSubscriptions }: StreamsOptions) {
    this.#maxSubscriptions = maxSubscriptions
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
  open(options: StreamOptions, lifetime?: { readonly ms: number; readonly end: () => GraphQLError }): Stream {
    const stream = new Stream(options)
    const isSubscription = options.streamed.kind === 'subscription'
    if (isSubscription) this.#subscriptions.add(stream)
    const timer = lifetime && setTimeout(() => stream.drop('expired', lifetime.end()), lifetime.ms)
    void stream.run().finally(() => {
      clearTimeout(timer)
      this.#subscriptions.delete(stream)
    })
    if (isSubscription && this.#isStopping) stream.drop('stopping', stopping())
    return stream
  }

  /** Ends all subscriptions, and those that come yet; their clients are to subscribe elsewhere. */
  stop(): void {
    this.#isStopping = true
    for (const stream of this.#subscriptions) stream.drop('stopping', stopping())
  }
}

const stopping = (): GraphQLError =>
  refusal('SUBSCRIPTION_INTERRUPTED', 'This router is stopping; subscribe again.', { status: 503 })

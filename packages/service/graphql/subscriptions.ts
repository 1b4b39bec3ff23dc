import type { ServerResponse } from 'node:http'
import {
  createSourceEventStream,
  execute,
  GraphQLError,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { lifetimeOf, TOKEN_EXPIRED } from '../auth/expiry.ts'
import type { Viewer } from '../auth/viewer.ts'
import { interruptible } from '../live/interruptible.ts'
import { openSubscriptions, subscriptionEvents } from '../metrics.ts'
import { unauthenticated } from './errors.ts'

/** What Yoga and the subgraph know of the request. */
interface SubscribingContext {
  readonly viewer: Viewer | null
  readonly res: ServerResponse
  readonly request: Request
}

export interface SubscriptionsOptions {
  /** Makes what resolvers are given; `signal` ends with the subscription. */
  readonly contextFor: (request: Request, signal: AbortSignal) => object | Promise<object>
}

export interface Subscriptions {
  readonly plugin: Plugin
  /** Breaks off every subscription, so that its client looks for another process. */
  stop(): void
}

/**
 * Executes subscriptions: each event with a context of its own, so that its loaders remember nothing of the event
 * before. A subscription ends when its source does, when its client goes, when the access token it came with is taken no
 * more (its last event says so), and when the process stops: then the connection breaks without the `complete` of
 * GraphQL over SSE, which would tell the client that there is nothing more to come.
 */
export function createSubscriptions({ contextFor }: SubscriptionsOptions): Subscriptions {
  const responses = new Set<ServerResponse>()
  let stopping = false

  async function subscribe(
    args: ExecutionArgs,
  ): Promise<ExecutionResult | AsyncGenerator<ExecutionResult, void>> {
    const asked = args.contextValue as SubscribingContext
    const { res, request, viewer } = asked
    const ending = new AbortController()
    const { signal } = ending
    const argsNow = async (rootValue?: unknown): Promise<ExecutionArgs> => ({
      ...args,
      rootValue,
      contextValue: { ...asked, ...(await contextFor(request, signal)) },
    })
    if (stopping) res.destroy()
    // Heard of here, not by way of Yoga: a client may go before there is a stream that Yoga could cancel.
    const closed = (): void => ending.abort()
    res.once('close', closed)
    const source = await createSourceEventStream(await argsNow())
    if (!(Symbol.asyncIterator in source)) return source
    const events = source[Symbol.asyncIterator]() as AsyncIterator<unknown, unknown>
    if (res.destroyed) {
      await events.return?.()
      return { errors: [new GraphQLError('The subscription was given up.')] }
    }

    async function* answers(): AsyncGenerator<ExecutionResult, void, undefined> {
      const lifetime = lifetimeOf(viewer)
      const expiry = lifetime === null ? undefined : setTimeout(closed, lifetime)
      responses.add(res)
      openSubscriptions.inc()
      try {
        for (;;) {
          const event = await nextOf(events, signal)
          if (event?.done) return
          if (!event && res.destroyed) return
          subscriptionEvents.inc()
          if (!event) return yield { errors: [unauthenticated(TOKEN_EXPIRED)] }
          yield await execute(await argsNow(event.value))
        }
      } finally {
        clearTimeout(expiry)
        responses.delete(res)
        openSubscriptions.dec()
        ending.abort()
        // Not waited for: a source that does not heed the signal may take its time.
        events.return?.().catch(() => undefined)
      }
    }
    return interruptible(answers(), closed)
  }

  return {
    plugin: {
      onSubscribe({ setSubscribeFn }) {
        setSubscribeFn(subscribe)
      },
    },
    stop() {
      stopping = true
      for (const response of responses) response.destroy()
    },
  }
}

/** The next event, or undefined as soon as the signal is aborted. */
async function nextOf<Value>(
  events: AsyncIterator<Value, unknown>,
  signal: AbortSignal,
): Promise<IteratorResult<Value, unknown> | undefined> {
  if (signal.aborted) return undefined
  const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<Value, unknown> | undefined>()
  const give = (): void => resolve(undefined)
  signal.addEventListener('abort', give)
  events.next().then(resolve, reject)
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', give)
  }
}

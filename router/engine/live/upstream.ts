import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from '@tradewind/service'
import type { ExecutionResult } from 'graphql'
import { subgraphUnavailable } from '../../errors/errors.ts'
import { subgraphStreamBreaks, subgraphStreams } from '../../observability/metrics.ts'
import { onAbort } from '../../transport/abandonment.ts'
import type { SubgraphResponse } from '../../transport/response.ts'
import { RefusedSubscriptionError } from '../../transport/subscription.ts'
import { createConsumer } from './consumer.ts'
import type { Consumer } from './consumer.ts'

export interface LiveOptions {
  /** How long a subgraph that broke off is asked again before clients are told. */
  readonly resubscribeMs: number
  /** How many answers may wait for a client. */
  readonly queue: number
  /** How long the rest of an answer may take, once its event is there. */
  readonly answerTimeoutMs: number
}

/** Where the answers of a subscription come from. */
export interface Source {
  readonly subgraph: string
  /** Asks the subgraph; see openSubscription for how it may refuse, or break off. */
  open(signal: AbortSignal): Promise<AsyncIterable<SubgraphResponse>>
  /** Makes the answer of an event; without data, of an event that has none. */
  answer(event: SubgraphResponse, signal: AbortSignal): Promise<ExecutionResult>
}

/** One stream of a subgraph's, for everybody who subscribed to the very same. */
export interface Upstream {
  /**
   * Resolves when the subgraph has accepted, with the latest answer first if there is one; or with the errors it
   * refused with.
   */
  join(signal: AbortSignal): Promise<AsyncGenerator<ExecutionResult, void> | ExecutionResult>
}

/** Between two tries to subscribe again: from the first to the longest. */
const DELAYS_MS = { first: 100, longest: 5_000 }

/**
 * Opens the stream of a source. It is kept while anybody listens; `onClose` is called once, when nobody can join any
 * more. When it breaks off, the subgraph is asked again, more and more slowly and never in step with others, for as
 * long as the options say; the state that it sends anew goes to everybody. A subgraph that refuses is not asked again.
 */
export function openUpstream(
  source: Source,
  { resubscribeMs, queue }: LiveOptions,
  logger: Logger,
  onClose: () => void,
): Upstream {
  const { subgraph } = source
  const consumers = new Set<Consumer>()
  const closing = new AbortController()
  const { signal } = closing
  /** Resolves with nothing when the subgraph accepts, or with the answer that says that it did not. */
  const accepted = Promise.withResolvers<ExecutionResult | undefined>()
  let latest: ExecutionResult | undefined

  function close(last?: ExecutionResult): void {
    if (signal.aborted) return
    closing.abort()
    onClose()
    accepted.resolve(last)
    for (const consumer of consumers) consumer.end(last)
  }

  async function listen(): Promise<void> {
    let isAccepted = false
    /** When the stream broke off that none has taken the place of, and how often that was tried. */
    let brokenAt: number | undefined
    let tries = 0
    for (;;) {
      let openedAt = Infinity
      try {
        const events = await source.open(signal)
        openedAt = performance.now()
        isAccepted = true
        accepted.resolve(undefined)
        for await (const event of events) {
          latest = await source.answer(event, signal)
          if (signal.aborted) return
          brokenAt = undefined
          // GraphQL's form of a request that was refused: there is no more to come.
          if (event.data === undefined) return close(latest)
          for (const consumer of consumers) consumer.push(latest)
        }
        return close()
      } catch (error) {
        if (signal.aborted) return
        const now = performance.now()
        if (now - openedAt > DELAYS_MS.longest) {
          brokenAt = undefined
          tries = 0
        }
        brokenAt ??= now
        const delay = backoff((tries += 1))
        const isRefused = error instanceof RefusedSubscriptionError
        const isLast = isRefused || !isAccepted || now + delay - brokenAt > resubscribeMs
        subgraphStreamBreaks.inc({ subgraph, outcome: isLast ? 'ended' : 'resumed' })
        logger.warn({ subgraph, err: error, tries }, isLast ? GIVEN_UP : 'A stream of a subgraph broke off.')
        if (isRefused && error.response) return close(await source.answer(error.response, signal))
        if (isLast) return close({ errors: [subgraphUnavailable([])] })
        await wait(delay, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  subgraphStreams.inc({ subgraph })
  listen()
    .catch((error: unknown) => {
      logger.error({ subgraph, err: error }, GIVEN_UP)
      close({ errors: [subgraphUnavailable([])] })
    })
    .finally(() => subgraphStreams.dec({ subgraph }))

  return {
    async join(listener) {
      const consumer = createConsumer(queue, () => {
        forget()
        consumers.delete(consumer)
        if (consumers.size === 0) close()
      })
      const forget = onAbort(listener, () => void consumer.answers.return())
      consumers.add(consumer)
      if (latest) consumer.push(latest)
      if (listener.aborted) await consumer.answers.return()
      return (await accepted.promise) ?? consumer.answers
    },
  }
}

const GIVEN_UP = 'A subscription was ended, for its subgraph gives no stream.'

/** Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
const backoff = (tries: number): number =>
  Math.random() * Math.min(DELAYS_MS.longest, DELAYS_MS.first * 2 ** (tries - 1))

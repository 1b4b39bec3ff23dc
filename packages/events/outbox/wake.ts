import { setTimeout as delay } from 'node:timers/promises'
import { listen, type Logger } from '@tradewind/service'
import type { ClientConfig } from 'pg'
import { backoff, outageLog } from '../outage.ts'

/** Tells the relay when there may be something to do. */
export interface Wake {
  /** Whether commits are heard of at once. While not, the outbox is still looked at now and then. */
  readonly listening: boolean
  /** Resolves at the next sign of an unsent event, at once when there was one since the last call. */
  next(): Promise<void>
  stop(): Promise<void>
}

export interface WakeOptions {
  readonly connection: ClientConfig
  readonly logger: Logger
  /** Milliseconds between two looks at the outbox. */
  readonly pollInterval: number
}

export const PENDING = 'SELECT EXISTS (SELECT FROM outbox_event WHERE sent_at IS NULL) AS pending'

/**
 * Listens for the notification that `publish` sends on commit, on a connection of its own, since LISTEN belongs to
 * a session. One small query at each poll finds what a lost notification left behind, and whether the connection lives.
 */
export function listenForEvents({ connection, logger, pollInterval }: WakeOptions): Wake {
  const outage = outageLog(logger, 'New events are not heard of at once', 'New events are heard of at once')
  const stopping = new AbortController()
  let listening = false
  let signal = Promise.withResolvers<void>()

  async function keepListening(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await listen({
          connection,
          channels: ['tradewind_outbox'],
          onListening() {
            listening = true
            outage.recovered()
            signal.resolve() // for what was committed while nobody listened
          },
          onNotification: () => signal.resolve(),
          async probe(client) {
            const { rows } = await client.query<{ pending: boolean }>(PENDING)
            if (rows[0]?.pending) signal.resolve()
          },
          interval: pollInterval,
          signal: stopping.signal,
        })
      } catch (error) {
        listening = false
        if (stopping.signal.aborted) return
        const wait = backoff(outage.failed(error), pollInterval)
        signal.resolve() // the relay, on its pool, may still get through
        await delay(wait, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    }
  }

  const running = keepListening()
  return {
    get listening() {
      return listening
    },
    async next() {
      await signal.promise
      signal = Promise.withResolvers<void>()
    },
    async stop() {
      stopping.abort()
      signal.resolve()
      await running
    },
  }
}

import { listenToNotifications, type Logger } from '@tradewind/service'
import type { ClientConfig } from 'pg'

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
  let signal = Promise.withResolvers<void>()
  const wake = (): void => signal.resolve()
  const listening = listenToNotifications({
    connection,
    logger,
    broken: 'New events are not heard of at once',
    mended: 'New events are heard of at once',
    channels: ['tradewind_outbox'],
    onListening: wake, // for what was committed while nobody listened
    onNotification: wake,
    onLost: wake, // the relay, on its pool, may still get through
    async probe(client) {
      const { rows } = await client.query<{ pending: boolean }>(PENDING)
      if (rows[0]?.pending) wake()
    },
    interval: pollInterval,
  })
  return {
    get listening() {
      return listening.listening
    },
    async next() {
      await signal.promise
      signal = Promise.withResolvers<void>()
    },
    async stop() {
      await listening.stop()
      wake()
    },
  }
}

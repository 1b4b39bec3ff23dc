import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@tradewind/service'
import pg, { type ClientConfig } from 'pg'
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

  async function listen(): Promise<never> {
    const client = new pg.Client({ ...connection, keepAlive: true, query_timeout: 10_000 })
    const lost = Promise.withResolvers<never>()
    lost.promise.catch(() => undefined)
    client.on('error', lost.reject)
    client.on('end', () => lost.reject(new Error('the connection was closed')))
    client.on('notification', () => signal.resolve())
    try {
      await client.connect()
      await client.query('LISTEN tradewind_outbox')
      listening = true
      outage.recovered()
      signal.resolve() // for what was committed while nobody listened
      for (;;) {
        await Promise.race([delay(pollInterval, undefined, { signal: stopping.signal }), lost.promise])
        const { rows } = await client.query<{ pending: boolean }>(PENDING)
        if (rows[0]?.pending) signal.resolve()
      }
    } finally {
      listening = false
      const ended = client.end().catch(() => undefined)
      await Promise.race([ended, delay(1000, undefined, { ref: false })]) // no goodbye comes from a dead network
    }
  }

  async function keepListening(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await listen()
      } catch (error) {
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

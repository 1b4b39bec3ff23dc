import { setTimeout as delay } from 'node:timers/promises'
import pg, { type ClientConfig } from 'pg'

export interface ListenOptions {
  readonly connection: ClientConfig
  readonly channels: readonly string[]
  /** Called once notifications are heard. What was committed before then is for the caller to look for. */
  readonly onListening: () => void
  readonly onNotification: (notification: pg.Notification) => void
  /** Asked every `interval` milliseconds: it shows whether the connection lives, and may look for what was missed. */
  readonly probe: (client: pg.Client) => Promise<unknown>
  readonly interval: number
  readonly signal: AbortSignal
}

/**
 * Listens for PostgreSQL's notifications on a connection of its own, since LISTEN belongs to a session.
 * @throws what ended it: the connection was not to be had or is lost, or the signal was aborted
 */
export async function listen(options: ListenOptions): Promise<never> {
  const { connection, channels, onListening, onNotification, probe, interval, signal } = options
  const client = new pg.Client({ ...connection, keepAlive: true, query_timeout: 10_000 })
  const lost = Promise.withResolvers<never>()
  lost.promise.catch(() => undefined)
  client.on('error', lost.reject)
  client.on('end', () => lost.reject(new Error('the connection was closed')))
  client.on('notification', onNotification)
  try {
    await client.connect()
    await client.query(channels.map((channel) => `LISTEN ${channel}`).join('; '))
    onListening()
    for (;;) {
      await Promise.race([delay(interval, undefined, { signal }), lost.promise])
      await probe(client)
    }
  } finally {
    const ended = client.end().catch(() => undefined)
    await Promise.race([ended, delay(1000, undefined, { ref: false })]) // no goodbye comes from a dead network
  }
}

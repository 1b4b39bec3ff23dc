import { setTimeout as delay } from 'node:timers/promises'
import { backoff, outageLog, type Logger } from '@tradewind/service'
import type { Pool, PoolClient, QueryResult } from 'pg'
import type { Bindings, Bus, Delivery } from '../bus/bus.ts'
import { broadcastChanges } from '../broadcast/broadcast.ts'
import { publishedTotal } from '../metrics.ts'
import { onConnection } from './in-transaction.ts'
import { toDelivery, type OutboxRow } from './row.ts'
import { listenForEvents, type Wake } from './wake.ts'

export interface RelayOptions {
  readonly pool: Pool
  readonly bus: Bus
  readonly logger: Logger
  /** How many events are handed over, and then marked, at a time. */
  readonly batchSize?: number
  /** How many batches are on their way at a time. Each holds a connection of the pool. */
  readonly batchesInFlight?: number
  /** Milliseconds between two looks at the outbox when no notification comes. */
  readonly pollInterval?: number
  /** For tests of the crash window: called after the queues have the batch, before its rows are marked. */
  readonly afterHandOver?: (() => void | Promise<void>) | undefined
}

export interface Relay {
  readonly listening: boolean
  /** Hands over what is in the outbox, once more if it can, and ends. */
  stop(): Promise<void>
}

/** `limit` and `positions` are SQL: a number and an array's literal here, a parameter where plans are looked at. */
export const claim = (limit: number): string => `
  SELECT position, id, type, subject, sequence, time, data, traceparent, deliver_at
  FROM outbox_event WHERE sent_at IS NULL ORDER BY position LIMIT ${limit} FOR UPDATE SKIP LOCKED`
export const mark = (positions: string): string =>
  `UPDATE outbox_event SET sent_at = now() WHERE position = ANY(${positions}::bigint[])`

/**
 * Moves events from the outbox to the queues of their subscribers. Rows are locked, handed over, then marked, in one
 * transaction: a crash in between hands them over again (the queue, then the inbox, knows their ids), and none is lost.
 * Any number of relays share an outbox, each taking rows that no other has locked; so do the batches of one relay.
 */
export function startRelay(options: RelayOptions): Relay {
  const { pool, bus, logger, batchSize = 200, batchesInFlight = 3, pollInterval = 5000 } = options
  const wake: Wake = listenForEvents({ connection: pool.options, logger, pollInterval })
  const outage = outageLog(logger, 'Events wait in the outbox', 'Events leave the outbox')
  const stopping = new AbortController()

  /** `claimed` says how many there were when they are locked, 0 where that failed; `sent` settles when they are marked. */
  function relayBatch(): { claimed: Promise<number>; sent: Promise<void> } {
    const claimed = Promise.withResolvers<number>()
    const sent = onConnection(pool, async (client) => {
      const rows = await beginAndClaim(client, batchSize)
      claimed.resolve(rows.length)
      if (rows.length === 0) return void (await client.query('COMMIT'))
      // Asked for each batch: an event published after a binding must reach it, so there is nothing to cache.
      const handedOver = bus.bindings().then((bindings) => handOver(bus, bindings, rows.map(toDelivery)))
      // Before the rows are marked, so that a crash tells of a change twice rather than never.
      await Promise.all([handedOver, broadcastChanges(bus, rows)])
      await options.afterHandOver?.()
      await markAndCommit(client, rows)
      for (const { type } of rows) publishedTotal.inc({ type })
    })
    sent.catch(() => claimed.resolve(0))
    return { claimed: claimed.promise, sent }
  }

  /** Relays what there is. A batch that is full may not be the last: the next is claimed while it is on its way. */
  async function drain(): Promise<void> {
    const inFlight = new Set<Promise<unknown>>()
    const errors: unknown[] = []
    for (let full = true; full && errors.length === 0 && !stopping.signal.aborted;) {
      const { claimed, sent } = relayBatch()
      const done = sent.catch((error: unknown) => errors.push(error)).finally(() => inFlight.delete(done))
      inFlight.add(done)
      full = (await claimed) === batchSize
      if (inFlight.size >= batchesInFlight) await Promise.race(inFlight)
    }
    await Promise.all(inFlight)
    if (errors.length > 0) throw errors[0]
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await drain()
        outage.recovered()
        await wake.next()
      } catch (error) {
        const wait = backoff(outage.failed(error), 5000)
        await delay(wait, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    }
  }

  const running = run()
  return {
    get listening() {
      return wake.listening
    },
    async stop() {
      stopping.abort()
      await wake.stop()
      await running
      await relayBatch().sent.catch(() => undefined) // what is left stays in the outbox for the next process
    },
  }
}

/**
 * One question to the server, since a new event waits for the answer. Nothing waits for the disk when this transaction
 * commits: a mark that is lost in a crash of the server is a second hand-over.
 */
async function beginAndClaim(client: PoolClient, batchSize: number): Promise<OutboxRow[]> {
  const results = await client.query(`BEGIN; SET LOCAL synchronous_commit = off; ${claim(batchSize)}`)
  return (results as unknown as QueryResult<OutboxRow>[]).at(-1)!.rows // one result for each statement
}

async function markAndCommit(client: PoolClient, rows: readonly OutboxRow[]): Promise<void> {
  const positions = rows.map(({ position }) => position)
  await client.query(`${mark(`'{${positions.join()}}'`)}; COMMIT`)
}

async function handOver(bus: Bus, bindings: Bindings, deliveries: readonly Delivery[]): Promise<void> {
  const queues = new Map<string, Delivery[]>()
  for (const delivery of deliveries) {
    for (const subscriber of bindings.get(delivery.event.type) ?? []) {
      const queue = queues.get(subscriber)
      if (queue) queue.push(delivery)
      else queues.set(subscriber, [delivery])
    }
  }
  await Promise.all([...queues].map(([subscriber, batch]) => bus.enqueue(subscriber, batch)))
}

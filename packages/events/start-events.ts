import { setTimeout as delay } from 'node:timers/promises'
import { withTraceparent, type Logger } from '@tradewind/service'
import type { Pool } from 'pg'
import type { Bus, Failure } from './bus/bus.ts'
import { openBus } from './bus/open-bus.ts'
import type { BusOptions } from './bus/options.ts'
import type { EventDatabase } from './inbox/handle-once.ts'
import { createReceiver, type ReceiverOptions } from './inbox/receive.ts'
import { failedTotal, watchOutbox } from './metrics.ts'
import { startRelay, type RelayOptions } from './outbox/relay.ts'
import { retention, type RetentionOptions } from './outbox/retention.ts'
import type { SqlTransaction } from './outbox/sql.ts'
import type { Schedule } from './schedule/every.ts'
import { handledJobs } from './schedule/handled-jobs.ts'
import { startSchedules } from './schedule/start-schedules.ts'
import type { Subscription } from './subscribe.ts'

export interface EventsOptions<Tx> {
  /** The subgraph's name: the name of its queue. */
  readonly name: string
  /** `redis://…`, `rediss://…` or `postgres://…` */
  readonly queueUrl: string
  readonly database: { readonly pool: Pool; readonly prisma: EventDatabase<Tx> }
  /** The whole list; at most one for each event. */
  readonly subscriptions: readonly Subscription<Tx>[]
  /** The subgraph's periodic work. Removing what is past its retention is always among it. */
  readonly schedules?: readonly Schedule[]
  readonly logger: Logger
  /** How many transactions this process handles events in at a time. Default 8. */
  readonly concurrency?: number
  /**
   * How many events share a transaction at most: those that come while others are in hand. With 1, none does. A process
   * takes twice as many out of its queue at a time, so that one group gathers while another is handled; but where any
   * subscription has a `before`, it takes no more than `concurrency`, as others may have time for what waits for work
   * elsewhere. Default 64.
   */
  readonly groupSize?: number
  readonly bus?: Omit<BusOptions, 'logger'>
  readonly relay?: Pick<RelayOptions, 'batchSize' | 'batchesInFlight' | 'pollInterval'>
  readonly retention?: Pick<RetentionOptions, 'outboxDays' | 'inboxDays'>
  /** For tests alone: what happens in the two windows in which a crash makes a second delivery. */
  readonly failPoints?: Pick<RelayOptions, 'afterHandOver'> & Pick<ReceiverOptions<Tx>, 'afterCommit'>
}

export interface Events {
  /** @throws when new events would not be noticed, or the queues do not answer. */
  ping(): Promise<void>
  /** Handles no more events, finishes those in hand, hands over what they published, and lets go of everything. */
  stop(): Promise<void>
}

const FINISH_WITHIN_MS = 10_000

/**
 * Connects a subgraph to the others: binds its queue to what it subscribes to, handles what comes in, and relays
 * what it publishes.
 * @throws a sentence for the operator when the queues cannot be reached or are not safe to use.
 */
export async function startEvents<Tx extends SqlTransaction>(options: EventsOptions<Tx>): Promise<Events> {
  const { name, database, subscriptions, logger, failPoints } = options
  const { concurrency = 8, groupSize = 64 } = options
  // While a group is handled the next one comes in; without groups nothing is taken before its turn.
  const inHand = groupSize > 1 ? Math.max(concurrency, 2 * groupSize) : concurrency
  const receive = createReceiver({
    name,
    prisma: database.prisma,
    subscriptions,
    concurrency,
    groupSize,
    afterCommit: failPoints?.afterCommit,
  })
  const bus = await openBus(options.queueUrl, { ...options.bus, logger })
  try {
    // Bindings come first: what the relay sends before them would pass this subscriber by.
    await bindAll(bus, name, subscriptions)
    const consumer =
      subscriptions.length > 0
        ? await bus.consume(name, receive, {
            concurrency: subscriptions.some(({ before }) => before) ? concurrency : inHand,
            onFailure: (failure) => report(failure, logger),
          })
        : undefined
    const { pool } = database
    const schedules = await startSchedules({
      name,
      bus,
      pool,
      logger,
      schedules: [
        retention({ pool, ...options.retention }),
        ...handledJobs(bus, name),
        ...(options.schedules ?? []),
      ],
    })
    const relay = startRelay({
      pool,
      bus,
      logger,
      ...options.relay,
      afterHandOver: failPoints?.afterHandOver,
    })
    const unwatch = watchOutbox(name, pool)

    const stop = async (): Promise<void> => {
      // In this order: what the last handlers publish still goes out.
      const finished = Promise.all([consumer?.close(), schedules.close()])
      await Promise.race([finished, delay(FINISH_WITHIN_MS, undefined, { ref: false })])
      await relay.stop()
      unwatch()
      await bus.close()
    }
    let stopped: Promise<void> | undefined
    return {
      async ping() {
        if (!relay.listening) throw new Error('The outbox is not listened to.')
        await bus.ping()
      },
      stop: () => (stopped ??= stop()),
    }
  } catch (error) {
    await bus.close()
    throw error
  }
}

async function bindAll<Tx>(
  bus: Bus,
  name: string,
  subscriptions: readonly Subscription<Tx>[],
): Promise<void> {
  const typesOf = (ended: boolean) =>
    subscriptions.filter((it) => Boolean(it.ended) === ended).map(({ definition }) => definition.type)
  await bus.bind(name, typesOf(false))
  await bus.unbind(name, typesOf(true))
}

function report({ type, id, attempt, final, error, traceparent }: Failure, logger: Logger): void {
  failedTotal.inc({ type, final: String(final) })
  const details = { event: id, type, attempt, err: error }
  withTraceparent(traceparent, () => {
    if (final) logger.error(details, 'An event could not be handled and stays in the failed set.')
    else logger.warn(details, 'An event could not be handled; it is tried again.')
  })
}

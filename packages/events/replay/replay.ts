import type { Pool } from 'pg'
import type { Bus } from '../bus/bus.ts'
import { ReplayError } from './error.ts'
import { openFeed } from './feed.ts'
import { countByType, readPages, survey, type Source } from './outbox.ts'
import { plan, type Selection } from './plan.ts'

export interface ReplayOptions extends Selection {
  readonly bus: Bus
  /** The publishers' databases. */
  readonly outboxes: ReadonlyMap<string, Pool>
  /** Only what was published at this time or later. */
  readonly since?: Date | undefined
  /** Where an earlier replay had come to, by publisher. */
  readonly after?: ReadonlyMap<string, bigint>
  /**
   * The subscriber's own database, when it is to handle again what it has handled: its inbox forgets each event before
   * it is put into the queue.
   */
  readonly inbox?: Pool | undefined
  /** Whether events that an operator discarded for this subscriber come again. */
  readonly withDiscarded?: boolean
  /** How many events may wait in the subscriber's queue before the replay waits, too. */
  readonly queueLimit?: number
  readonly pageSize?: number
  /** Ends the replay after the page in hand. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

export interface Progress {
  readonly publisher: string
  /** All up to here has been given to the queue, of what there is up to `end`. */
  readonly position: bigint
  readonly end: bigint
  /** Events given to the queue so far. */
  readonly queued: number
  /** How many events wait in the queue, when the replay waits for them. */
  readonly waiting?: number
}

export interface Replayed {
  /** Events given to the queue, by type. */
  readonly queued: ReadonlyMap<string, number>
  /** Events left out because an operator had discarded them. */
  readonly discarded: number
}

const QUEUE_LIMIT = 1000
const PAGE_SIZE = 200
/** Far more than people discard. */
const DECISIONS = 100_000

/** What would be read, each publisher's outbox to where it ends now. Changes nothing. */
export async function surveyAll(options: ReplayOptions): Promise<Source[]> {
  const { bus, outboxes, since, after } = options
  const wanted = plan(await bus.bindings(), options)
  const missing = [...wanted.keys()].filter((publisher) => !outboxes.has(publisher))
  if (missing.length > 0)
    throw new ReplayError(`The database of ${missing.join(' and ')} is not known: name its URL.`)
  return await Promise.all(
    [...wanted].map(([publisher, types]) =>
      survey(outboxes.get(publisher)!, { publisher, types, since, after: after?.get(publisher) ?? 0n }),
    ),
  )
}

/** How many events of each type a replay would feed. Changes nothing. */
export async function countEvents(sources: readonly Source[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const source of sources) for (const [type, count] of await countByType(source)) counts.set(type, count)
  return counts
}

/**
 * Feeds a subscriber from the publishers' outboxes, one publisher after the other, each in the order of its positions.
 * Live events go before what is replayed. Its inbox makes repeats harmless, so a replay may be run again, or go on
 * (`after`) from where the last progress said.
 * @throws ReplayError; whatever the signal was aborted with; what the databases throw
 */
export async function replay(sources: readonly Source[], options: ReplayOptions): Promise<Replayed> {
  const { bus, to, inbox, onProgress, queueLimit = QUEUE_LIMIT, pageSize = PAGE_SIZE } = options
  const { signal = new AbortController().signal } = options
  const dropped = options.withDiscarded ? new Set() : await discardedBy(bus, to)
  const queued = new Map<string, number>()
  let count = 0
  let discarded = 0
  let progress: Progress
  const onWait = (waiting: number): void => onProgress?.({ ...progress, waiting })
  const feed = await openFeed({ bus, subscriber: to, queueLimit, signal, onWait })

  for (const source of sources) {
    const { publisher, end } = source
    progress = { publisher, position: source.after, end, queued: count }
    for await (const { deliveries, position } of readPages(source, pageSize)) {
      await feed.room()
      signal.throwIfAborted()
      const wanted = deliveries.filter(({ event }) => !dropped.has(event.id))
      if (inbox) {
        const ids = wanted.map(({ event }) => event.id)
        // One whose handler has committed, unknown to the queue yet, would be taken for handled again.
        await feed.settled(ids)
        await forget(inbox, ids)
      }
      await feed.add(wanted)
      discarded += deliveries.length - wanted.length
      count += wanted.length
      for (const { event } of wanted) queued.set(event.type, (queued.get(event.type) ?? 0) + 1)
      progress = { publisher, position, end, queued: count }
      onProgress?.(progress)
    }
  }
  return { queued, discarded }
}

async function forget(inbox: Pool, ids: readonly string[]): Promise<void> {
  await inbox.query('DELETE FROM inbox_event WHERE event_id = ANY($1::uuid[])', [ids])
}

async function discardedBy(bus: Bus, subscriber: string): Promise<Set<string | undefined>> {
  const decisions = await bus.decisions(DECISIONS)
  return new Set(
    decisions
      .filter((decision) => decision.action === 'discard' && decision.subscriber === subscriber)
      .map(({ eventId }) => eventId),
  )
}

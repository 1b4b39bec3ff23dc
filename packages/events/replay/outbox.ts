import type { Pool } from 'pg'
import type { Delivery } from '../bus/bus.ts'
import { toDelivery, type OutboxRow } from '../outbox/row.ts'

/** The part of a publisher's outbox that is to be replayed. */
export interface Source {
  readonly publisher: string
  readonly pool: Pool
  readonly types: readonly string[]
  readonly since: Date | undefined
  /** Positions before and up to which it is read. */
  readonly after: bigint
  readonly end: bigint
  /** How far the outbox goes back: the time of its oldest event, null when there is none. */
  readonly oldest: Date | null
}

export interface OutboxPage {
  readonly deliveries: readonly Delivery[]
  /** All up to here has been read. */
  readonly position: bigint
}

const SURVEY = `
  SELECT (SELECT max(position) FROM outbox_event) AS end,
    (SELECT time FROM outbox_event ORDER BY position LIMIT 1) AS oldest`

/** Where a page ends is found first, in the primary key alone: no statement reads more rows than a page has. */
export const PAGE_END = `
  SELECT max(position) AS end FROM (
    SELECT position FROM outbox_event WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3) page`

const WANTED = `
  FROM outbox_event WHERE position > $1 AND position <= $2
    AND type = ANY($3) AND ($4::timestamptz IS NULL OR time >= $4)`
export const READ = `
  SELECT position, id, type, subject, sequence, time, data, traceparent, deliver_at ${WANTED} ORDER BY position`
const COUNT = `SELECT type, count(*)::int AS count ${WANTED} GROUP BY type`

/**
 * Looks where the outbox ends now. What has not been sent is replayed as well: a relay may have looked at the bindings
 * before the subscriber bound, and not have marked its batch yet.
 */
export async function survey(
  pool: Pool,
  { publisher, types, since, after = 0n }: Pick<Source, 'publisher' | 'types' | 'since'> & { after?: bigint },
): Promise<Source> {
  const { rows } = await pool.query<{ end: string | null; oldest: Date | null }>(SURVEY)
  const { end, oldest } = rows[0]!
  return { publisher, pool, types, since, after, end: BigInt(end ?? 0), oldest }
}

/** Reads it in the order of its positions, in pages of at most `size` rows looked at. */
export async function* readPages(source: Source, size: number): AsyncGenerator<OutboxPage> {
  for await (const [after, position] of windows(source, size)) {
    const { rows } = await source.pool.query<OutboxRow>(READ, parameters(source, after, position))
    yield { deliveries: rows.map(toDelivery), position }
  }
}

/** How many events it has of each type. */
export async function countByType(source: Source, size = 10_000): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for await (const [after, position] of windows(source, size)) {
    const { rows } = await source.pool.query<{ type: string; count: number }>(
      COUNT,
      parameters(source, after, position),
    )
    for (const { type, count } of rows) counts.set(type, (counts.get(type) ?? 0) + count)
  }
  return counts
}

async function* windows({ pool, after, end }: Source, size: number): AsyncGenerator<[bigint, bigint]> {
  for (let from = after; from < end;) {
    const { rows } = await pool.query<{ end: string | null }>(PAGE_END, [from, end, size])
    const to = rows[0]?.end
    if (!to) return
    yield [from, BigInt(to)]
    from = BigInt(to)
  }
}

const parameters = ({ types, since }: Source, after: bigint, position: bigint) => [
  after,
  position,
  types,
  since ?? null,
]

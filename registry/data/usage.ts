import { inBatches, transact } from '@tradewind/service'
import type { Tally } from '../usage/tally.ts'
import type { Transaction } from './database.ts'
import type { PrismaClient } from './generated/client.ts'

/** A report of usage, ready to be stored. */
export interface StoredReport {
  /** A report with an id that is known counts for nothing. */
  readonly id: string
  readonly graphId: string
  readonly variant: string
  /** The beginning of the hour that it counts for. */
  readonly bucket: Date
  readonly dropped: number
  readonly receivedAt: Date
  readonly tally: Tally
}

/**
 * Stores a report once, in one transaction; `false` when it was there before. Every statement takes all rows: their
 * number is the same for any report. Rows are locked in the order of their keys, so that reports that come at the same
 * time wait for each other and never in a circle.
 */
export const storeReport = (prisma: PrismaClient, report: StoredReport): Promise<boolean> =>
  transact(prisma, async (tx: Transaction) => {
    if (!(await register(tx, report))) return false
    await storeOperations(tx, report)
    await storeOperationUsage(tx, report)
    await storeFieldUsage(tx, report)
    return true
  })

async function register(tx: Transaction, report: StoredReport): Promise<boolean> {
  const { id, graphId, variant, dropped, receivedAt } = report
  const stored = await tx.$executeRaw`
    INSERT INTO usage_report (id, graph_id, variant, dropped, received_at)
    VALUES (${id}::uuid, ${graphId}, ${variant}, ${dropped}, ${receivedAt})
    ON CONFLICT (id) DO NOTHING`
  return stored > 0
}

/** An operation gains coordinates as clients send other variables; it never has more than a schema has. */
async function storeOperations(tx: Transaction, { graphId, receivedAt, tally }: StoredReport): Promise<void> {
  const rows = tally.operations.map((operation) => ({
    ...operation,
    coordinates: [...operation.coordinates],
  }))
  await tx.$executeRaw`
    INSERT INTO operation (graph_id, id, name, signature, coordinates, first_seen)
    SELECT ${graphId}, id, nullif(name, ''), signature, coordinates, ${receivedAt}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS reported (id text, name text, signature text, coordinates text[])
    ORDER BY id
    ON CONFLICT (graph_id, id) DO UPDATE SET
      coordinates = ARRAY(SELECT DISTINCT unnest(operation.coordinates || excluded.coordinates))
    WHERE NOT operation.coordinates @> excluded.coordinates AND cardinality(operation.coordinates) < 10000`
}

async function storeOperationUsage(tx: Transaction, report: StoredReport): Promise<void> {
  const { graphId, variant, bucket, tally } = report
  await tx.$executeRaw`
    INSERT INTO operation_usage
      (graph_id, variant, operation_id, client_name, client_version, bucket, requests, errors, durations)
    SELECT ${graphId}, ${variant}, operation, client, version, ${bucket}, requests, errors, durations
    FROM jsonb_to_recordset(${JSON.stringify(tally.usage)}::jsonb)
      AS reported (operation text, client text, version text, requests bigint, errors bigint, durations bigint[])
    ORDER BY operation, client, version
    ON CONFLICT (graph_id, operation_id, variant, client_name, client_version, bucket) DO UPDATE SET
      requests = operation_usage.requests + excluded.requests,
      errors = operation_usage.errors + excluded.errors,
      durations = ARRAY(
        SELECT one + other
        FROM unnest(operation_usage.durations, excluded.durations) WITH ORDINALITY AS pair (one, other, place)
        ORDER BY place
      )`
}

async function storeFieldUsage(tx: Transaction, report: StoredReport): Promise<void> {
  const { graphId, variant, bucket, tally } = report
  await tx.$executeRaw`
    INSERT INTO field_usage (graph_id, variant, coordinate, client_name, client_version, bucket, requests)
    SELECT ${graphId}, ${variant}, coordinate, client, version, ${bucket}, requests
    FROM jsonb_to_recordset(${JSON.stringify(tally.fields)}::jsonb)
      AS reported (coordinate text, client text, version text, requests bigint)
    ORDER BY coordinate, client, version
    ON CONFLICT (graph_id, variant, coordinate, client_name, client_version, bucket) DO UPDATE SET
      requests = field_usage.requests + excluded.requests`
}

/**
 * Removes usage of hours before `before`, the operations that nobody has sent since, and what was remembered of reports,
 * in small batches; gives how many rows went. Several processes may do it at once.
 */
export async function removeUsage(prisma: PrismaClient, before: Date, signal?: AbortSignal): Promise<number> {
  const steps = [
    (limit: number) => prisma.$executeRaw`
      DELETE FROM operation_usage WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM operation_usage WHERE bucket < ${before} LIMIT ${limit} FOR UPDATE SKIP LOCKED))`,
    (limit: number) => prisma.$executeRaw`
      DELETE FROM field_usage WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM field_usage WHERE bucket < ${before} LIMIT ${limit} FOR UPDATE SKIP LOCKED))`,
    (limit: number) => prisma.$executeRaw`
      DELETE FROM operation WHERE ctid = ANY (ARRAY(
        SELECT o.ctid FROM operation o
        WHERE first_seen < ${before} AND NOT EXISTS (
          SELECT FROM operation_usage u WHERE u.graph_id = o.graph_id AND u.operation_id = o.id)
        LIMIT ${limit} FOR UPDATE SKIP LOCKED))`,
    (limit: number) => prisma.$executeRaw`
      DELETE FROM usage_report WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM usage_report WHERE received_at < ${before} LIMIT ${limit} FOR UPDATE SKIP LOCKED))`,
    (limit: number) => prisma.$executeRaw`
      DELETE FROM events_report WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM events_report WHERE reported_at < ${before} LIMIT ${limit} FOR UPDATE SKIP LOCKED))`,
  ]
  let removed = 0
  for (const step of steps) removed += await inBatches(signal, step)
  return removed
}

import type { PrismaClient } from '../generated/client.ts'
import type { ClientRequests, UsagePeriod } from './fields.ts'

/** An operation with how it went in a period. */
export interface OperationSummary {
  /** SHA-256 of its signature. */
  readonly id: string
  /** Empty for an anonymous one. */
  readonly name: string
  readonly requests: number
  readonly errors: number
  /** Requests by duration, in the buckets of `durationBounds`. */
  readonly durations: readonly number[]
}

export interface OperationDetail {
  readonly id: string
  readonly name: string
  readonly signature: string
  readonly coordinates: readonly string[]
  readonly firstSeen: Date
}

/**
 * The operations that clients sent in a period, in no order: all, those whose name contains `search` in whatever case, or
 * the one with an `id`.
 */
export const operationUsage = (
  prisma: PrismaClient,
  { graphId, variant, from }: UsagePeriod,
  { search = '', id = null }: { search?: string; id?: string | null },
): Promise<OperationSummary[]> =>
  prisma.$queryRaw<OperationSummary[]>`
    SELECT u.*, coalesce(o.name, '') AS name
    FROM (
      SELECT operation_id AS id, sum(requests)::float8 AS requests, sum(errors)::float8 AS errors,
        ARRAY[
          sum(durations[1]), sum(durations[2]), sum(durations[3]), sum(durations[4]), sum(durations[5]),
          sum(durations[6]), sum(durations[7]), sum(durations[8]), sum(durations[9]), sum(durations[10]),
          sum(durations[11]), sum(durations[12]), sum(durations[13])
        ]::float8[] AS durations
      FROM operation_usage
      WHERE graph_id = ${graphId} AND variant = ${variant} AND bucket >= ${from}
        AND (${id}::text IS NULL OR operation_id = ${id})
      GROUP BY operation_id
    ) u JOIN operation o ON o.graph_id = ${graphId} AND o.id = u.id
    WHERE strpos(lower(coalesce(o.name, '')), lower(${search})) > 0`

export async function findOperation(
  prisma: PrismaClient,
  graphId: string,
  id: string,
): Promise<OperationDetail | null> {
  const operation = await prisma.operation.findUnique({
    where: { graphId_id: { graphId, id } },
    omit: { graphId: true },
  })
  return operation && { ...operation, name: operation.name ?? '' }
}

/** The clients that sent an operation, each with how it went, most requests first, at most `limit`. */
export const operationClients = (
  prisma: PrismaClient,
  { graphId, variant, from }: UsagePeriod,
  id: string,
  limit: number,
): Promise<(ClientRequests & { readonly errors: number })[]> =>
  prisma.$queryRaw<(ClientRequests & { errors: number })[]>`
    SELECT client_name AS name, client_version AS version, sum(requests)::float8 AS requests,
      sum(errors)::float8 AS errors, max(bucket) + interval '1 hour' AS "lastSeen"
    FROM operation_usage
    WHERE graph_id = ${graphId} AND variant = ${variant} AND bucket >= ${from} AND operation_id = ${id}
    GROUP BY client_name, client_version
    ORDER BY requests DESC, name, version
    LIMIT ${limit}`

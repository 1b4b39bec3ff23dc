import type { PrismaClient } from './generated/client.ts'

/** Which requests count. Usage is kept by the hour: an hour that begins or ends outside counts if a part is inside. */
export interface ValidationPeriod {
  readonly graphId: string
  readonly variant: string
  readonly from: Date
  readonly to: Date
}

/** What was sent in a period. */
export interface PeriodTotals {
  /** The least number of requests with which an operation counts. */
  readonly least: number
  /** How many distinct operations count. */
  readonly operations: number
}

/**
 * How many operations count as used, and from how many requests on: `count` at least, and the part `share` (0 to 1) of
 * all requests of the period.
 */
export async function periodTotals(
  prisma: PrismaClient,
  { graphId, variant, from, to }: ValidationPeriod,
  thresholds: { readonly count: number; readonly share: number },
): Promise<PeriodTotals> {
  const [totals] = await prisma.$queryRaw<PeriodTotals[]>`
    WITH used AS (
      SELECT sum(requests) AS requests FROM operation_usage
      WHERE graph_id = ${graphId} AND variant = ${variant}
        AND bucket > ${from}::timestamptz - interval '1 hour' AND bucket < ${to}
      GROUP BY operation_id
    ), threshold AS (
      SELECT greatest(${thresholds.count}::float8, ${thresholds.share}::float8 * coalesce(sum(requests), 0)::float8)
        AS least FROM used
    )
    SELECT least, (SELECT count(*)::int FROM used WHERE requests >= least) AS operations FROM threshold`
  return totals!
}

/** Those of the coordinates that were used at all in the period. */
export async function usedCoordinates(
  prisma: PrismaClient,
  { graphId, variant, from, to }: ValidationPeriod,
  coordinates: readonly string[],
): Promise<string[]> {
  // One look into the index for each, however often it was used.
  const rows = await prisma.$queryRaw<{ coordinate: string }[]>`
    SELECT coordinate FROM unnest(${coordinates}::text[]) AS coordinate
    WHERE EXISTS (
      SELECT FROM field_usage u
      WHERE u.graph_id = ${graphId} AND u.variant = ${variant} AND u.coordinate = coordinate.coordinate
        AND u.bucket > ${from}::timestamptz - interval '1 hour' AND u.bucket < ${to}
    )`
  return rows.map(({ coordinate }) => coordinate)
}

/** An operation that was sent in the period and may be affected by a change. */
export interface CandidateOperation {
  readonly id: string
  /** Empty for an anonymous one. */
  readonly name: string
  readonly requests: number
  /** Those of the asked coordinates that it uses. */
  readonly coordinates: readonly string[]
  /** `null` unless it was asked for. */
  readonly signature: string | null
}

/** What to look for in operations. */
export interface CandidateSearch {
  /** Operations that use one of these coordinates, … */
  readonly coordinates: readonly string[]
  /** … or may have one of these directives in their text. */
  readonly directives: readonly string[]
  /** Whether their texts are needed. */
  readonly withText: boolean
}

/** The operations with at least `least` requests in the period that what is looked for may be in; most requests first. */
export const candidateOperations = (
  prisma: PrismaClient,
  { graphId, variant, from, to }: ValidationPeriod,
  least: number,
  { coordinates, directives, withText }: CandidateSearch,
): Promise<CandidateOperation[]> =>
  prisma.$queryRaw<CandidateOperation[]>`
    WITH candidate AS MATERIALIZED (
      SELECT id, name, coordinates, CASE WHEN ${withText} THEN signature END AS signature FROM operation
      WHERE graph_id = ${graphId} AND (
        coordinates && ${coordinates}::text[]
        OR signature ~ ANY (SELECT '@' || directive || '\\M' FROM unnest(${directives}::text[]) AS directive)
      )
    ), used AS (
      SELECT operation_id, sum(requests)::float8 AS requests FROM operation_usage
      WHERE graph_id = ${graphId} AND variant = ${variant}
        AND bucket > ${from}::timestamptz - interval '1 hour' AND bucket < ${to}
        AND operation_id IN (SELECT id FROM candidate)
      GROUP BY operation_id HAVING sum(requests) >= ${least}
    )
    SELECT id, coalesce(name, '') AS name, requests, signature,
      ARRAY(SELECT each FROM unnest(candidate.coordinates) AS each WHERE each = ANY (${coordinates}::text[]))
        AS coordinates
    FROM candidate JOIN used ON operation_id = id
    ORDER BY requests DESC, id`

/** A client of an operation. */
export interface OperationClient {
  readonly operationId: string
  readonly name: string
  readonly version: string
  readonly requests: number
}

/** The clients that sent each of the operations in the period, most requests first, at most `limit` for each. */
export const clientsOfOperations = (
  prisma: PrismaClient,
  { graphId, variant, from, to }: ValidationPeriod,
  operations: readonly string[],
  limit: number,
): Promise<OperationClient[]> =>
  prisma.$queryRaw<OperationClient[]>`
    SELECT "operationId", name, version, requests FROM (
      SELECT operation_id AS "operationId", client_name AS name, client_version AS version,
        sum(requests)::float8 AS requests,
        row_number() OVER (PARTITION BY operation_id ORDER BY sum(requests) DESC, client_name, client_version) AS rank
      FROM operation_usage
      WHERE graph_id = ${graphId} AND variant = ${variant}
        AND bucket > ${from}::timestamptz - interval '1 hour' AND bucket < ${to}
        AND operation_id = ANY (${operations}::bpchar[])
      GROUP BY operation_id, client_name, client_version
    ) ranked
    WHERE rank <= ${limit}
    ORDER BY "operationId", rank`

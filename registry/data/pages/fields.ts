import type { PrismaClient } from '../generated/client.ts'

/** Of which variant, and from when on. */
export interface UsagePeriod {
  readonly graphId: string
  readonly variant: string
  readonly from: Date
}

export interface CoordinateUsage {
  readonly requests: number
  /** How many clients, by name. */
  readonly clients: number
}

export interface ClientRequests {
  readonly name: string
  readonly version: string
  readonly requests: number
  /** The end of the last hour with a request. */
  readonly lastSeen: Date
}

/** How often each coordinate of the schema was used, by coordinate; what was not used is not among them. */
export async function coordinateUsage(
  prisma: PrismaClient,
  { graphId, variant, from }: UsagePeriod,
): Promise<Map<string, CoordinateUsage>> {
  const rows = await prisma.$queryRaw<{ coordinate: string; requests: number; clients: number }[]>`
    SELECT coordinate, sum(requests)::float8 AS requests, count(DISTINCT client_name)::int AS clients
    FROM field_usage
    WHERE graph_id = ${graphId} AND variant = ${variant} AND bucket >= ${from}
    GROUP BY coordinate`
  return new Map(rows.map(({ coordinate, ...usage }) => [coordinate, usage]))
}

/** Who used a coordinate, most requests first, at most `limit`. */
export const coordinateClients = (
  prisma: PrismaClient,
  { graphId, variant, from }: UsagePeriod,
  coordinate: string,
  limit: number,
): Promise<ClientRequests[]> =>
  prisma.$queryRaw<ClientRequests[]>`
    SELECT client_name AS name, client_version AS version, sum(requests)::float8 AS requests,
      max(bucket) + interval '1 hour' AS "lastSeen"
    FROM field_usage
    WHERE graph_id = ${graphId} AND variant = ${variant} AND bucket >= ${from} AND coordinate = ${coordinate}
    GROUP BY client_name, client_version
    ORDER BY requests DESC, name, version
    LIMIT ${limit}`

export interface OperationOfCoordinate {
  readonly id: string
  readonly name: string
  readonly requests: number
}

/** The operations that used a coordinate, most requests first, at most `limit`. */
export const coordinateOperations = (
  prisma: PrismaClient,
  { graphId, variant, from }: UsagePeriod,
  coordinate: string,
  limit: number,
): Promise<OperationOfCoordinate[]> =>
  prisma.$queryRaw<OperationOfCoordinate[]>`
    SELECT o.id, coalesce(o.name, '') AS name, sum(u.requests)::float8 AS requests
    FROM operation_usage u JOIN operation o ON o.graph_id = u.graph_id AND o.id = u.operation_id
    WHERE u.graph_id = ${graphId} AND u.variant = ${variant} AND u.bucket >= ${from}
      AND o.coordinates @> ARRAY[${coordinate}]
    GROUP BY o.id, o.name
    ORDER BY requests DESC, o.id
    LIMIT ${limit}`

import {
  candidateOperations,
  clientsOfOperations,
  periodTotals,
  usedCoordinates,
  type CandidateOperation,
  type ValidationPeriod,
} from '../../data/checked-operations.ts'
import type { PrismaClient } from '../../data/generated/client.ts'
import type { GraphRef } from '../../domain/graph-ref.ts'
import type { Analyst } from '../analysis/index.ts'
import type { DiffedChange } from '../diff/change.ts'
import type { AffectedOperation, ChangeFinding, CheckConfig } from '../types.ts'

/** As many operations are named with a change, and as many clients with an operation; the rest is counted. */
const NAMED = 20
const CLIENTS_NAMED = 10
/** As many are named in all; beyond that, one with each change. */
const NAMED_IN_ALL = 1_000

/** The API schemas of a change, and what is different between them. */
export interface Difference {
  readonly before: string
  readonly after: string
  readonly changes: readonly DiffedChange[]
}

/** What the changes mean for the operations that clients sent. */
export interface JudgedChanges {
  /** In the order of the changes. */
  readonly changes: readonly ChangeFinding[]
  /** How many distinct operations counted. */
  readonly checkedOperations: number
}

/**
 * Tells which of the changes break operations that were really sent in the validation period, often enough.
 *
 * What was reported of an operation when it was sent (its coordinates, and those in its variables) selects those that a
 * change may affect; where that is not exact, the operation's text is held against the schemas as well. The number of
 * SQL statements is the same for any number of changes and operations.
 */
export async function judgeChanges(
  { prisma, analyst }: { readonly prisma: PrismaClient; readonly analyst: Analyst },
  { graphId, variant }: GraphRef,
  config: CheckConfig,
  difference: Difference,
): Promise<JudgedChanges> {
  const period: ValidationPeriod = { graphId, variant, from: config.from, to: config.to }
  const { least, operations } = await periodTotals(prisma, period, {
    count: config.queryCountThreshold,
    share: config.queryCountThresholdPercentage,
  })
  const candidates = await findCandidates(prisma, period, least, difference.changes)
  const broken = candidates.length > 0 ? await analyst.judge({ ...difference, candidates }) : []
  const affected = difference.changes.map((_, index) =>
    (broken[index] ?? []).map((candidate) => candidates[candidate]!),
  )
  return {
    changes: await describeFindings(prisma, period, difference.changes, affected),
    checkedOperations: operations,
  }
}

async function findCandidates(
  prisma: PrismaClient,
  period: ValidationPeriod,
  least: number,
  changes: readonly DiffedChange[],
): Promise<CandidateOperation[]> {
  const impacts = changes.flatMap(({ impact }) => impact ?? [])
  const directives = [...new Set(impacts.flatMap(({ directive }) => directive ?? []))]
  const coordinates = [...new Set(impacts.flatMap((impact) => impact.coordinates))]
  // An operation's coordinates are those of all its requests: one that was last sent before the period does not count.
  const used = coordinates.length > 0 ? await usedCoordinates(prisma, period, coordinates) : []
  if (used.length === 0 && directives.length === 0) return []
  const withText = impacts.some(({ proof, directive }) => proof !== undefined || directive !== undefined)
  return await candidateOperations(prisma, period, least, { coordinates: used, directives, withText })
}

async function describeFindings(
  prisma: PrismaClient,
  period: ValidationPeriod,
  changes: readonly DiffedChange[],
  affected: readonly (readonly CandidateOperation[])[],
): Promise<ChangeFinding[]> {
  let room = NAMED_IN_ALL
  const named = affected.map((operations) => {
    const first = operations.slice(0, Math.min(NAMED, Math.max(1, room)))
    room -= first.length
    return first
  })
  const ids = [...new Set(named.flatMap((operations) => operations.map(({ id }) => id)))]
  const clients = ids.length > 0 ? await clientsOfOperations(prisma, period, ids, CLIENTS_NAMED) : []
  const byOperation = Map.groupBy(clients, ({ operationId }) => operationId)
  const describe = ({ id, name, requests }: CandidateOperation): AffectedOperation => ({
    id,
    name,
    requests,
    clients: (byOperation.get(id) ?? []).map((client) => ({
      name: client.name,
      version: client.version,
      requests: client.requests,
    })),
  })
  return changes.map(({ code, criticality, coordinate, description }, index) => ({
    code,
    criticality,
    coordinate,
    description,
    severity: affected[index]!.length > 0 ? 'FAILURE' : 'NOTICE',
    affected: named[index]!.map(describe),
    affectedCount: affected[index]!.length,
  }))
}

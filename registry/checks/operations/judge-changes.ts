import { setImmediate } from 'node:timers/promises'
import type { GraphQLSchema } from 'graphql'
import {
  candidateOperations,
  clientsOfOperations,
  periodTotals,
  usedCoordinates,
  type CandidateOperation,
  type ValidationPeriod,
} from '../../data/checked-operations.ts'
import type { PrismaClient } from '../../data/generated/client.ts'
import type { DiffedChange, Impact } from '../diff/change.ts'
import type { AffectedOperation, ChangeFinding, CheckConfig } from '../types.ts'
import { createJudge, type Judge } from './proofs.ts'

/** As many operations are named with a change, and as many clients with an operation; the rest is counted. */
const NAMED = 20
const CLIENTS_NAMED = 10
/** As many are named in all; beyond that, one with each change. */
const NAMED_IN_ALL = 1_000
/** After so many operations, others get their turn on the thread. */
const BATCH = 100

/** What the changes mean for the operations that clients sent. */
export interface JudgedChanges {
  /** In the order of the changes. */
  readonly changes: readonly ChangeFinding[]
  /** How many distinct operations counted. */
  readonly checkedOperations: number
}

type BreakingChange = DiffedChange & { readonly impact: Impact }
type Broken = ReadonlyMap<DiffedChange, readonly CandidateOperation[]>

/**
 * Tells which of the changes break operations that were really sent in the validation period, often enough.
 *
 * What was reported of an operation when it was sent (its coordinates, and those in its variables) selects those that a
 * change may affect; where that is not exact, the operation's text is held against the schemas as well. The number of
 * SQL statements is the same for any number of changes and operations.
 */
export async function judgeChanges(
  prisma: PrismaClient,
  where: { readonly graphId: string; readonly variant: string },
  config: CheckConfig,
  schemas: { readonly before: GraphQLSchema; readonly after: GraphQLSchema },
  changes: readonly DiffedChange[],
): Promise<JudgedChanges> {
  const period: ValidationPeriod = { ...where, from: config.from, to: config.to }
  const { least, operations } = await periodTotals(prisma, period, {
    count: config.queryCountThreshold,
    share: config.queryCountThresholdPercentage,
  })
  const breaking = changes.filter((change): change is BreakingChange => change.impact !== undefined)
  const candidates = await findCandidates(prisma, period, least, breaking)
  const broken = await findBroken(breaking, candidates, createJudge(schemas.before, schemas.after))
  return {
    changes: await describeFindings(prisma, period, changes, broken),
    checkedOperations: operations,
  }
}

async function findCandidates(
  prisma: PrismaClient,
  period: ValidationPeriod,
  least: number,
  breaking: readonly BreakingChange[],
): Promise<CandidateOperation[]> {
  const directives = [...new Set(breaking.flatMap(({ impact }) => impact.directive ?? []))]
  const coordinates = [...new Set(breaking.flatMap(({ impact }) => impact.coordinates))]
  if (coordinates.length === 0 && directives.length === 0) return []
  // An operation's coordinates are those of all its requests: one that was last sent before the period does not count.
  const used = await usedCoordinates(prisma, period, coordinates)
  if (used.length === 0 && directives.length === 0) return []
  const withText = breaking.some(({ impact }) => impact.proof !== undefined || impact.directive !== undefined)
  return candidateOperations(prisma, period, least, { coordinates: used, directives, withText })
}

async function findBroken(
  breaking: readonly BreakingChange[],
  candidates: readonly CandidateOperation[],
  judge: Judge,
): Promise<Broken> {
  const byCoordinate = indexByCoordinate(breaking)
  const byDirective = breaking.filter(({ impact }) => impact.directive !== undefined)
  const broken = new Map<DiffedChange, CandidateOperation[]>()
  for (const [index, operation] of candidates.entries()) {
    if (index % BATCH === BATCH - 1) await setImmediate()
    const possible = new Set(
      operation.coordinates.flatMap((coordinate) => byCoordinate.get(coordinate) ?? []),
    )
    for (const change of breaks(operation, [...possible, ...byDirective], judge))
      broken.getOrInsertComputed(change, () => []).push(operation)
  }
  return broken
}

function indexByCoordinate(breaking: readonly BreakingChange[]): ReadonlyMap<string, BreakingChange[]> {
  const index = new Map<string, BreakingChange[]>()
  for (const change of breaking)
    for (const coordinate of change.impact.coordinates)
      index.getOrInsertComputed(coordinate, () => []).push(change)
  return index
}

/** Those of the possible changes that break the operation. The text is read only where one depends on it. */
function breaks(
  { signature }: CandidateOperation,
  possible: readonly BreakingChange[],
  judge: Judge,
): readonly BreakingChange[] {
  const unproven = ({ impact }: BreakingChange) => !impact.proof && !impact.directive
  if (signature === null || possible.every(unproven)) return possible
  const text = judge.read(signature)
  return text ? possible.filter(({ impact }) => text.isBroken(impact)) : possible.filter(unproven)
}

async function describeFindings(
  prisma: PrismaClient,
  period: ValidationPeriod,
  changes: readonly DiffedChange[],
  broken: Broken,
): Promise<ChangeFinding[]> {
  let room = NAMED_IN_ALL
  const findings = changes.map((change) => {
    const operations = broken.get(change) ?? []
    const named = operations.slice(0, Math.min(NAMED, Math.max(1, room)))
    room -= named.length
    return { change, named, affectedCount: operations.length }
  })
  const ids = new Set(findings.flatMap(({ named }) => named.map(({ id }) => id)))
  const clients = ids.size > 0 ? await clientsOfOperations(prisma, period, [...ids], CLIENTS_NAMED) : []
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
  return findings.map(({ change, named, affectedCount }) => ({
    code: change.code,
    criticality: change.criticality,
    coordinate: change.coordinate,
    description: change.description,
    severity: affectedCount > 0 ? 'FAILURE' : 'NOTICE',
    affected: named.map(describe),
    affectedCount,
  }))
}

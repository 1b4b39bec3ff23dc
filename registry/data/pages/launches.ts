import type { Launch, Prisma, PrismaClient } from '../generated/client.ts'
import type { CompositionFinding, GitContext } from '../../checks/types.ts'

/** A launch as a list shows it. */
export interface LaunchSummary {
  readonly id: string
  readonly number: number
  readonly kind: Launch['kind']
  readonly status: Launch['status']
  readonly subgraph: string | null
  readonly who: Readonly<Record<string, string>>
  readonly git: GitContext
  readonly createdAt: Date
}

/** What one subgraph's schema was in a launch, and in the launch before. Null where there was none. */
export interface SubgraphChange {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

export interface LaunchDetail extends LaunchSummary {
  readonly errors: readonly CompositionFinding[]
  readonly hints: readonly CompositionFinding[]
  readonly federationVersion: string
  readonly supergraphSha256: string | null
  readonly subgraphs: readonly { readonly name: string; readonly revisionId: string }[]
  readonly apiSchemaSdl: string | null
  /** Of the launch before this one that composed. */
  readonly previous: { readonly number: number; readonly apiSchemaSdl: string } | null
  readonly changes: readonly SubgraphChange[]
  readonly rolledBackTo: { readonly id: string; readonly number: number } | null
  readonly sourceLaunch: { readonly id: string; readonly number: number; readonly variant: string } | null
}

const summary = {
  id: true,
  number: true,
  kind: true,
  status: true,
  subgraph: true,
  who: true,
  git: true,
  createdAt: true,
} as const

type SummaryRow = Prisma.LaunchGetPayload<{ select: typeof summary }>

/** Launches of a variant, the newest first, from the one before `before` on. */
export async function listLaunches(
  prisma: PrismaClient,
  { graphId, variant }: { graphId: string; variant: string },
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<LaunchSummary[]> {
  const rows = await prisma.launch.findMany({
    where: { graphId, variant, ...(before !== undefined && { number: { lt: before } }) },
    select: summary,
    orderBy: { number: 'desc' },
    take: limit,
  })
  return rows.map(toSummary)
}

const toSummary = (row: SummaryRow): LaunchSummary => ({
  ...row,
  who: row.who as Record<string, string>,
  git: row.git as GitContext,
})

/** One launch with all it takes to show what it changed. */
export async function findLaunch(
  prisma: PrismaClient,
  { graphId, variant, id }: { graphId: string; variant: string; id: string },
): Promise<LaunchDetail | null> {
  const launch = await prisma.launch.findFirst({
    where: { graphId, variant, id },
    omit: { supergraphSdl: true },
  })
  if (!launch) return null
  const earlier = { graphId, variant, number: { lt: launch.number } }
  const [composed, preceding, rolledBackTo, sourceLaunch] = await Promise.all([
    prisma.launch.findFirst({
      where: { ...earlier, status: 'COMPOSED' },
      select: { number: true, apiSchemaSdl: true },
      orderBy: { number: 'desc' },
    }),
    prisma.launch.findFirst({ where: earlier, select: { revisions: true }, orderBy: { number: 'desc' } }),
    referred(prisma, launch.rolledBackTo),
    referred(prisma, launch.sourceLaunchId),
  ])
  const subgraphs = launch.revisions as unknown as Revision[]
  return {
    ...launch,
    ...toSummary(launch),
    errors: launch.errors as unknown as CompositionFinding[],
    hints: launch.hints as unknown as CompositionFinding[],
    subgraphs,
    previous: composed && { number: composed.number, apiSchemaSdl: composed.apiSchemaSdl ?? '' },
    changes: await subgraphChanges(prisma, (preceding?.revisions ?? []) as unknown as Revision[], subgraphs),
    rolledBackTo,
    sourceLaunch,
  }
}

interface Revision {
  readonly name: string
  readonly revisionId: string
}

async function referred(prisma: PrismaClient, id: string | null) {
  return id
    ? prisma.launch.findUnique({ where: { id }, select: { id: true, number: true, variant: true } })
    : null
}

/** The subgraphs whose revision differs, with both schemas. */
async function subgraphChanges(
  prisma: PrismaClient,
  before: readonly Revision[],
  after: readonly Revision[],
): Promise<SubgraphChange[]> {
  const old = new Map(before.map(({ name, revisionId }) => [name, revisionId]))
  const present = new Map(after.map(({ name, revisionId }) => [name, revisionId]))
  const names = [...new Set([...old.keys(), ...present.keys()])]
    .filter((name) => old.get(name) !== present.get(name))
    .toSorted()
  const ids = names.flatMap((name) => [old.get(name), present.get(name)]).filter((id) => id !== undefined)
  const rows = await prisma.subgraphRevision.findMany({
    where: { id: { in: ids } },
    select: { id: true, sdl: true },
  })
  const sdls = new Map(rows.map(({ id, sdl }) => [id, sdl]))
  return names.map((name) => ({
    name,
    before: sdls.get(old.get(name) ?? '') ?? null,
    after: sdls.get(present.get(name) ?? '') ?? null,
  }))
}

/** The schema routers or clients get of a launch; null where it did not compose or is not there. */
export async function launchSchema(
  prisma: PrismaClient,
  { graphId, variant, id }: { graphId: string; variant: string; id: string },
  which: 'supergraphSdl' | 'apiSchemaSdl',
): Promise<string | null> {
  const launch = await prisma.launch.findFirst({
    where: { graphId, variant, id },
    select: { supergraphSdl: which === 'supergraphSdl', apiSchemaSdl: which === 'apiSchemaSdl' },
  })
  return launch?.[which] ?? null
}

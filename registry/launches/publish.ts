import { createHash } from 'node:crypto'
import { newId, transact } from '@tradewind/service'
import { federationVersion, type Composition, type Finding } from '../composition/index.ts'
import { audit } from '../data/audit.ts'
import type { Transaction } from '../data/database.ts'
import { contractsOf, countVariants, findVariant } from '../data/graphs.ts'
import { latestLaunch } from '../data/launches.ts'
import { listSubgraphs, type Subgraph } from '../data/subgraphs.ts'
import { isVariantName, type GraphRef } from '../domain/graph-ref.ts'
import { decidePublish } from '../domain/publish.ts'
import { composeContracts, recordWithContracts } from './contracts.ts'
import type { Tools } from './tools.ts'
import { refused, summarise, type NewSchema, type Outcome, type PublishRequest } from './types.ts'

/** A schema that differs from what is there. */
interface Candidate extends NewSchema {
  readonly url: string
  readonly sha256: string
  readonly created: boolean
}

/** Publishes schemas: see Launches. */
export async function publish(tools: Tools, request: PublishRequest): Promise<Outcome> {
  const { prisma, composer, limits } = tools
  const variant = await findVariant(prisma, request)
  if (variant?.sourceVariant) {
    return refused({
      code: 'CONTRACT_VARIANT',
      message: `${request.variant} is a contract of ${variant.sourceVariant}: publish there.`,
    })
  }
  if (!variant && !isVariantName(request.variant)) {
    return refused({
      code: 'INVALID_VARIANT_NAME',
      message: 'The name of a variant begins with a letter and has up to 63 letters, digits, "-" and "_".',
    })
  }
  if (!variant && (await countVariants(prisma, request.graphId)) >= limits.maxVariants) {
    return refused({
      code: 'TOO_MANY_VARIANTS',
      message: `A graph has at most ${limits.maxVariants} variants.`,
    })
  }

  const standing = await listSubgraphs(prisma, request)
  const { candidates, refusals } = decideAll(standing, request, limits)
  if (refusals.length > 0) return refused(...refusals)
  const named = new Set(request.subgraphs.map(({ name }) => name))
  const gone = request.exactly ? standing.filter(({ name }) => !named.has(name)).map(({ name }) => name) : []
  const version = variant?.federationVersion ?? federationVersion
  const last = variant && (await latestLaunch(prisma, request))
  if (candidates.length === 0 && gone.length === 0 && last?.federationVersion === version) {
    return { kind: 'unchanged', launch: summarise(last) }
  }

  const changed = new Set([...gone, ...candidates.map(({ name }) => name)])
  const kept = standing.filter(({ name }) => !changed.has(name))
  const composition = await composer.compose(
    [...kept, ...candidates].map(({ name, url, sdl }) => ({ name, url: url ?? '', sdl })),
    version,
  )
  if (!composition.ok && !mayBeStored(composition, named)) return refused(...composition.errors)
  const contracts =
    composition.ok && variant
      ? await composeContracts(composer, await contractsOf(prisma, request), composition.supergraphSdl)
      : []

  const launch = await transact(prisma, async (tx) => {
    if (!variant) await createVariant(tx, request)
    const revised = await saveRevisions(tx, request, candidates)
    if (gone.length > 0) await forget(tx, request, gone)
    const names = [...changed].toSorted().join(', ')
    const made = await recordWithContracts(
      tx,
      {
        of: { graphId: request.graphId, variant: request.variant },
        kind: 'PUBLISH',
        subgraph: names || null,
        federationVersion: version,
        composition,
        revisions: [...kept, ...revised].toSorted((one, other) => (one.name < other.name ? -1 : 1)),
        who: request.who,
        git: request.git,
      },
      contracts,
    )
    await audit(tx, {
      graphId: request.graphId,
      who: request.who,
      action: 'subgraph.published',
      detail: { variant: request.variant, subgraph: names, launchId: made.id, composed: made.composed },
    })
    return made
  })
  return {
    kind: 'launched',
    launch,
    created: candidates.filter(({ created }) => created).map(({ name }) => name),
  }
}

function decideAll(standing: readonly Subgraph[], request: PublishRequest, limits: Tools['limits']) {
  const candidates: Candidate[] = []
  const refusals: Finding[] = []
  for (const { name, url, sdl } of request.subgraphs) {
    const sha256 = createHash('sha256').update(sdl).digest('hex')
    const command = { subgraph: name, url, sha256, bytes: Buffer.byteLength(sdl) }
    const decision = decidePublish(standing, command, limits)
    if (decision.kind === 'refused') refusals.push(decision.refusal)
    if (decision.kind === 'changed') {
      candidates.push({ name, sdl, sha256, url: decision.url, created: decision.created })
    }
  }
  return { candidates, refusals }
}

/**
 * What does not fit the other subgraphs is stored all the same: what it needs may come with the next publication. What
 * is no schema by itself, or could not be judged, is not.
 */
function mayBeStored(
  { unjudged, errors }: Extract<Composition, { ok: false }>,
  published: ReadonlySet<string>,
): boolean {
  return (
    !unjudged &&
    !errors.some(
      ({ code, subgraph }) => code === 'INVALID_GRAPHQL' && subgraph !== undefined && published.has(subgraph),
    )
  )
}

async function createVariant(tx: Transaction, { graphId, variant }: GraphRef): Promise<void> {
  // Every variant has a safelist from the beginning: an empty one, until somebody publishes to it.
  const list = await tx.persistedQueryList.upsert({
    where: { graphId_name: { graphId, name: variant } },
    create: { id: newId(), graphId, name: variant, createdAt: new Date() },
    update: {},
  })
  await tx.variant.create({
    data: {
      graphId,
      name: variant,
      federationVersion,
      persistedQueryListId: list.id,
      createdAt: new Date(),
    },
  })
}

async function saveRevisions(
  tx: Transaction,
  { graphId, variant }: GraphRef,
  candidates: readonly Candidate[],
): Promise<{ name: string; revisionId: string }[]> {
  const revised = []
  for (const { name, url, sdl, sha256 } of candidates) {
    const revisionId = newId()
    const now = new Date()
    await tx.subgraphRevision.create({
      data: { id: revisionId, graphId, variant, subgraph: name, url, sdl, sha256, createdAt: now },
    })
    await tx.activeSubgraph.upsert({
      where: { graphId_variant_name: { graphId, variant, name } },
      create: { graphId, variant, name, revisionId, updatedAt: now },
      update: { revisionId, updatedAt: now },
    })
    revised.push({ name, revisionId })
  }
  return revised
}

/** Takes subgraphs out of a variant; their revisions stay. */
export async function forget(
  tx: Transaction,
  { graphId, variant }: GraphRef,
  names: readonly string[],
): Promise<void> {
  await tx.activeSubgraph.deleteMany({ where: { graphId, variant, name: { in: [...names] } } })
}

import { isId, transact } from '@tradewind/service'
import type { Composition } from '../composition/index.ts'
import { audit } from '../data/audit.ts'
import type { Transaction } from '../data/database.ts'
import { contractsOf, findVariant } from '../data/graphs.ts'
import { findLaunch, type Launch } from '../data/launches.ts'
import type { GraphRef } from '../domain/graph-ref.ts'
import { composeContracts, recordWithContracts } from './contracts.ts'
import type { Tools } from './tools.ts'
import { refused, summarise, type Outcome, type RollbackRequest } from './types.ts'

type Revisions = { readonly name: string; readonly revisionId: string }[]

/** Goes back to an earlier launch: see Launches. Nothing is composed anew: it is what it was. */
export async function rollback({ prisma, composer }: Tools, request: RollbackRequest): Promise<Outcome> {
  const { graphId, launchId, who, git } = request
  const variant = await findVariant(prisma, request)
  const target = isId(launchId) ? await findLaunch(prisma, launchId) : null
  if (!variant || !target || target.graphId !== graphId || target.variant !== request.variant) {
    const message = `${graphId}@${request.variant} has no launch ${launchId}.`
    return refused({ code: 'UNKNOWN_LAUNCH', message })
  }
  if (variant.sourceVariant) {
    const message = `${variant.name} is a contract of ${variant.sourceVariant} and follows it: roll that back.`
    return refused({ code: 'CONTRACT_VARIANT', message })
  }
  const composition = compositionOf(target)
  if (!composition) {
    const message = `Launch ${target.number} did not compose: there is nothing to go back to.`
    return refused({ code: 'LAUNCH_FAILED', message })
  }
  if (variant.currentLaunchId === target.id) return { kind: 'unchanged', launch: summarise(target) }

  const contracts = await composeContracts(
    composer,
    await contractsOf(prisma, request),
    composition.supergraphSdl,
  )
  const revisions = target.revisions as unknown as Revisions
  const launch = await transact(prisma, async (tx) => {
    await reinstate(tx, request, revisions)
    const made = await recordWithContracts(
      tx,
      {
        of: { graphId, variant: request.variant },
        kind: 'ROLLBACK',
        subgraph: null,
        federationVersion: target.federationVersion,
        composition,
        revisions,
        who,
        git,
        rolledBackTo: target.id,
      },
      contracts,
    )
    const detail = { variant: request.variant, launchId: made.id, to: target.number }
    await audit(tx, { graphId, who, action: 'launch.rolled-back', detail })
    return made
  })
  return { kind: 'launched', launch, created: [] }
}

function compositionOf({
  supergraphSdl,
  apiSchemaSdl,
  hints,
}: Launch): Extract<Composition, { ok: true }> | null {
  if (supergraphSdl === null || apiSchemaSdl === null) return null
  return { ok: true, supergraphSdl, apiSchemaSdl, hints: hints as never }
}

/** Makes these the variant's subgraphs. */
async function reinstate(
  tx: Transaction,
  { graphId, variant }: GraphRef,
  revisions: Revisions,
): Promise<void> {
  const names = revisions.map(({ name }) => name)
  await tx.activeSubgraph.deleteMany({ where: { graphId, variant, name: { notIn: names } } })
  for (const { name, revisionId } of revisions) {
    await tx.activeSubgraph.upsert({
      where: { graphId_variant_name: { graphId, variant, name } },
      create: { graphId, variant, name, revisionId, updatedAt: new Date() },
      update: { revisionId, updatedAt: new Date() },
    })
  }
}

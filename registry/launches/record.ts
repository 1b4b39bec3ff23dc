import { createHash } from 'node:crypto'
import { newId } from '@tradewind/service'
import type { Composition, Finding } from '../composition/index.ts'
import type { Transaction } from '../data/database.ts'
import type { LaunchKind } from '../data/generated/client.ts'
import type { GraphRef } from '../domain/graph-ref.ts'
import type { Actor, GitContext } from '../domain/history.ts'
import type { LaunchSummary } from './types.ts'

/** The channel on which every process of the registry hears of launches; the payload is the variant. */
export const LAUNCH_CHANNEL = 'registry_launch'

export interface NewLaunch {
  readonly of: GraphRef
  readonly kind: LaunchKind
  /** What was published or deleted. */
  readonly subgraph: string | null
  readonly federationVersion: string
  readonly composition: Composition
  readonly revisions: readonly { readonly name: string; readonly revisionId: string }[]
  readonly who: Actor
  readonly git: GitContext
  readonly rolledBackTo?: string
  readonly sourceLaunchId?: string
}

/**
 * Writes a launch, makes it the variant's current one if it composed, and tells every process of the registry when the
 * transaction commits. Numbers are given without gaps: the caller holds the variant's lock.
 */
export async function recordLaunch(tx: Transaction, launch: NewLaunch): Promise<LaunchSummary> {
  const { of, composition, revisions, who, git, ...rest } = launch
  const { graphId, variant } = of
  const { _max: last } = await tx.launch.aggregate({ where: { graphId, variant }, _max: { number: true } })
  const id = newId()
  const number = (last.number ?? 0) + 1
  await tx.launch.create({
    data: {
      ...rest,
      id,
      graphId,
      variant,
      number,
      ...resultOf(composition),
      revisions: revisions.map(({ name, revisionId }) => ({ name, revisionId })),
      who: { ...who },
      git: { ...git },
      createdAt: new Date(),
    },
  })
  if (composition.ok) {
    await tx.variant.update({
      where: { graphId_name: { graphId, name: variant } },
      data: { currentLaunchId: id },
    })
  }
  await tx.$executeRaw`SELECT pg_notify(${LAUNCH_CHANNEL}, ${JSON.stringify({ graphId, variant })})`
  return { id, number, composed: composition.ok, errors: composition.ok ? [] : composition.errors }
}

function resultOf(composition: Composition) {
  if (!composition.ok) return { status: 'FAILED' as const, errors: toJson(composition.errors) }
  const { supergraphSdl, apiSchemaSdl, hints } = composition
  const supergraphSha256 = createHash('sha256').update(supergraphSdl).digest('hex')
  return {
    status: 'COMPOSED' as const,
    supergraphSdl,
    apiSchemaSdl,
    supergraphSha256,
    hints: toJson(hints),
  }
}

const toJson = (findings: readonly Finding[]) =>
  findings.map(({ locations, ...finding }) => ({
    ...finding,
    ...(locations && { locations: locations.map((location) => ({ ...location })) }),
  }))

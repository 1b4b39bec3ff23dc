import type { Composer, Composition } from '../composition/index.ts'
import type { Transaction } from '../data/database.ts'
import type { Variant } from '../data/graphs.ts'
import { recordLaunch, type NewLaunch } from './record.ts'
import type { LaunchSummary } from './types.ts'

/** A contract and what its source's supergraph makes of it. */
export interface ComposedContract {
  readonly contract: Variant
  readonly composition: Composition
}

/** Composes every contract of a source. One that fails is a failed launch of its own and holds up nobody. */
export async function composeContracts(
  composer: Composer,
  contracts: readonly Variant[],
  supergraphSdl: string,
): Promise<ComposedContract[]> {
  const composed: ComposedContract[] = []
  for (const contract of contracts) {
    const { include, exclude, hideUnreachable } = contract
    const composition = await composer.filter(supergraphSdl, { include, exclude, hideUnreachable })
    composed.push({ contract, composition })
  }
  return composed
}

/** Writes a launch and those of the contracts that were composed along with it. */
export async function recordWithContracts(
  tx: Transaction,
  launch: NewLaunch,
  contracts: readonly ComposedContract[],
): Promise<LaunchSummary> {
  const source = await recordLaunch(tx, launch)
  for (const { contract, composition } of contracts) {
    await recordLaunch(tx, {
      of: { graphId: contract.graphId, variant: contract.name },
      kind: 'CONTRACT',
      subgraph: launch.subgraph,
      federationVersion: launch.federationVersion,
      composition,
      revisions: launch.revisions,
      who: launch.who,
      git: launch.git,
      sourceLaunchId: source.id,
    })
  }
  return source
}

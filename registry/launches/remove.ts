import { transact } from '@tradewind/service'
import { audit } from '../data/audit.ts'
import { contractsOf, findVariant } from '../data/graphs.ts'
import { listSubgraphs } from '../data/subgraphs.ts'
import { composeContracts, recordWithContracts } from './contracts.ts'
import { forget } from './publish.ts'
import type { Tools } from './tools.ts'
import { refused, type Outcome, type RemoveRequest } from './types.ts'

/** Takes a subgraph out of a variant: see Launches. */
export async function remove({ prisma, composer }: Tools, request: RemoveRequest): Promise<Outcome> {
  const { graphId, subgraph, who, git } = request
  const variant = await findVariant(prisma, request)
  const standing = await listSubgraphs(prisma, request)
  if (!variant || !standing.some(({ name }) => name === subgraph)) {
    const message = `There is no subgraph ${subgraph} in ${graphId}@${request.variant}.`
    return refused({ code: 'UNKNOWN_SUBGRAPH', message })
  }
  const kept = standing.filter(({ name }) => name !== subgraph)
  const composition = await composer.compose(
    kept.map(({ name, url, sdl }) => ({ name, url: url ?? '', sdl })),
    variant.federationVersion,
  )
  if (!composition.ok && composition.unjudged) return refused(...composition.errors)
  if (request.dryRun)
    return composition.ok ? { kind: 'unchanged', launch: null } : refused(...composition.errors)
  const contracts = composition.ok
    ? await composeContracts(composer, await contractsOf(prisma, request), composition.supergraphSdl)
    : []

  const launch = await transact(prisma, async (tx) => {
    await forget(tx, request, [subgraph])
    const made = await recordWithContracts(
      tx,
      {
        of: { graphId, variant: request.variant },
        kind: 'DELETE',
        subgraph,
        federationVersion: variant.federationVersion,
        composition,
        revisions: kept,
        who,
        git,
      },
      contracts,
    )
    const detail = { variant: request.variant, subgraph, launchId: made.id, composed: made.composed }
    await audit(tx, { graphId, who, action: 'subgraph.deleted', detail })
    return made
  })
  return { kind: 'launched', launch, created: [] }
}

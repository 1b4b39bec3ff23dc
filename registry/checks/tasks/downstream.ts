import { contractsOf, type Variant } from '../../data/graphs.ts'
import { currentLaunch } from '../../data/launches.ts'
import type { GraphRef } from '../../domain/graph-ref.ts'
import type { Tools } from '../tools.ts'
import type { CheckConfig, DownstreamResult, DownstreamTask } from '../types.ts'
import { checkApi } from './operations.ts'

/**
 * Checks the contracts that would be composed along with a supergraph, each against its own clients. `null` where there
 * are none.
 */
export async function checkDownstream(
  tools: Tools,
  source: GraphRef,
  config: CheckConfig,
  supergraphSdl: string,
): Promise<DownstreamTask | null> {
  const contracts = await contractsOf(tools.prisma, source)
  if (contracts.length === 0) return null
  const results: DownstreamResult[] = []
  for (const contract of contracts) results.push(await checkContract(tools, contract, config, supergraphSdl))
  return {
    kind: 'DOWNSTREAM',
    status: results.some(({ status }) => status === 'FAILED') ? 'FAILED' : 'PASSED',
    results,
  }
}

async function checkContract(
  tools: Tools,
  { graphId, name: variant, include, exclude, hideUnreachable }: Variant,
  config: CheckConfig,
  supergraphSdl: string,
): Promise<DownstreamResult> {
  const failed = (errors: DownstreamResult['errors']): DownstreamResult => ({
    variant,
    status: 'FAILED',
    errors,
    changes: [],
  })
  const composition = await tools.composer.filter(supergraphSdl, { include, exclude, hideUnreachable })
  if (!composition.ok) return failed(composition.errors)
  const launch = await currentLaunch(tools.prisma, { graphId, variant })
  const before = launch?.apiSchemaSdl ?? null
  if (before === composition.apiSchemaSdl) return { variant, status: 'PASSED', errors: [], changes: [] }
  const outcome = await checkApi(tools, { graphId, variant }, config, before, composition.apiSchemaSdl)
  if (!outcome.ok) return failed(outcome.errors)
  const { status, changes, omittedChanges } = outcome.task
  return { variant, status, errors: [], changes, ...(omittedChanges && { omittedChanges }) }
}

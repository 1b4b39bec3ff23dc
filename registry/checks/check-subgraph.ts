import { currentLaunch } from '../data/launches.ts'
import { listSubgraphs, type Subgraph } from '../data/subgraphs.ts'
import { findCheckedVariant, refuseSize } from './checked-variant.ts'
import { resolveConfig } from './check-config.ts'
import { recordCheck } from './record.ts'
import { checkDownstream } from './tasks/downstream.ts'
import { eventsTask } from './tasks/events.ts'
import { checkLint } from './tasks/lint.ts'
import { checkApi } from './tasks/operations.ts'
import type { Tools } from './tools.ts'
import type { Check, CheckConfig, CheckTask, CompositionFinding, SubgraphCheckRequest } from './types.ts'

/** Checks the schema that a subgraph would be published with. Nothing but the check is stored. */
export async function checkSubgraph(tools: Tools, request: SubgraphCheckRequest): Promise<Check> {
  refuseSize(request.sdl, tools.limits)
  const variant = await findCheckedVariant(tools.prisma, request)
  const config = resolveConfig(request.config, variant.checkConfig, new Date())
  const [standing, launch, events] = await Promise.all([
    listSubgraphs(tools.prisma, request),
    currentLaunch(tools.prisma, request),
    eventsTask(tools.prisma, request.graphId, request.git),
  ])
  const present = standing.find(({ name }) => name === request.subgraph)
  const [composed, lint] = await Promise.all([
    compose(tools, request, config, standing, {
      version: variant.federationVersion,
      supergraphSdl: launch?.supergraphSdl ?? null,
      apiSchemaSdl: launch?.apiSchemaSdl ?? null,
    }),
    checkLint(tools, variant, request.sdl, present?.sdl ?? null),
  ])
  return await recordCheck(tools.prisma, request, {
    subgraph: request.subgraph,
    baseLaunchId: launch?.id ?? null,
    config,
    tasks: [...composed, lint, ...(events ? [events] : [])],
  })
}

interface Base {
  readonly version: string
  readonly supergraphSdl: string | null
  readonly apiSchemaSdl: string | null
}

/** Composition, and what depends on it. */
async function compose(
  tools: Tools,
  request: SubgraphCheckRequest,
  config: CheckConfig,
  standing: readonly Subgraph[],
  base: Base,
): Promise<CheckTask[]> {
  const { subgraph: name, sdl } = request
  const url = request.url ?? standing.find((each) => each.name === name)?.url ?? ''
  const others = standing
    .filter((each) => each.name !== name)
    .map((each) => ({ name: each.name, url: each.url ?? '', sdl: each.sdl }))
  const composition = await tools.composer.compose([...others, { name, url, sdl }], base.version)
  if (!composition.ok) return refused(composition.errors)

  const { supergraphSdl, apiSchemaSdl, hints } = composition
  const api = await checkApi(tools, request, config, base.apiSchemaSdl, apiSchemaSdl)
  if (!api.ok) return refused(api.errors)
  const supergraphModified = supergraphSdl !== base.supergraphSdl
  const downstream = supergraphModified ? await checkDownstream(tools, request, config, supergraphSdl) : null
  return [
    { kind: 'COMPOSITION', status: 'PASSED', supergraphModified, errors: [], hints },
    api.task,
    ...(downstream ? [downstream] : []),
  ]
}

const refused = (errors: readonly CompositionFinding[]): CheckTask[] => [
  { kind: 'COMPOSITION', status: 'FAILED', supergraphModified: false, errors, hints: [] },
  { kind: 'OPERATIONS', status: 'BLOCKED', changes: [], checkedOperations: 0 },
]

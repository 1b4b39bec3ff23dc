import { badUserInput } from '@tradewind/service'
import { currentLaunch } from '../data/launches.ts'
import { findCheckedVariant, refuseSize } from './checked-variant.ts'
import { resolveConfig } from './check-config.ts'
import { recordCheck } from './record.ts'
import { eventsTask } from './tasks/events.ts'
import { checkLint } from './tasks/lint.ts'
import { checkApi } from './tasks/operations.ts'
import type { Tools } from './tools.ts'
import type { Check, GraphCheckRequest } from './types.ts'

/** Checks a whole API schema against the variant's present one (`rover graph check`): there is nothing to compose. */
export async function checkGraph(tools: Tools, request: GraphCheckRequest): Promise<Check> {
  refuseSize(request.sdl, tools.limits)
  const variant = await findCheckedVariant(tools.prisma, request)
  const config = resolveConfig(request.config, variant.checkConfig, new Date())
  const launch = await currentLaunch(tools.prisma, request)
  const before = launch?.apiSchemaSdl ?? null
  const [api, lint, events] = await Promise.all([
    checkApi(tools, request, config, before, request.sdl),
    checkLint(tools, variant, request.sdl, before),
    eventsTask(tools.prisma, request.graphId, request.git),
  ])
  if (!api.ok)
    throw badUserInput(`This is no valid schema: ${api.errors.map(({ message }) => message).join(' ')}`)
  return await recordCheck(tools.prisma, request, {
    subgraph: null,
    baseLaunchId: launch?.id ?? null,
    config,
    tasks: [api.task, lint, ...(events ? [events] : [])],
  })
}

import { sendPage } from '@tradewind/staff'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { PrismaClient } from '../../data/generated/client.ts'
import { findLaunch, launchSchema, listLaunches } from '../../data/pages/launches.ts'
import { findVariant } from '../../data/pages/variants.ts'
import type { Launches, Outcome } from '../../launches/index.ts'
import { variantPath } from '../addresses.ts'
import { launchPage } from '../launch/launch.ts'
import { LAUNCHES_SHOWN, launchesPage } from '../launch/launches.ts'
import { rollbackPage } from '../launch/rollback.ts'
import { mayWrite, notFound, refused, sendSchema, variantParameters, withinVariant } from './requests.ts'

interface LaunchRoutes {
  readonly prisma: PrismaClient
  readonly launches: Launches
}

const list = z.object({ before: z.coerce.number().int().min(1).max(2_147_483_647).optional() })
const confirmation = z.object({ current: z.string().max(36) })
const schemas = { 'api-schema': 'apiSchemaSdl', supergraph: 'supergraphSdl' } as const
const base = '/graph/:graph/variant/:variant/launches'

/** The history of a variant, and the way back. */
export function launchRoutes(server: FastifyInstance, { prisma, launches }: LaunchRoutes): void {
  server.get(base, async (request, reply) => {
    const { graph: graphId, variant: name } = variantParameters.parse(request.params)
    const { before } = list.parse(request.query)
    const [variant, rows] = await Promise.all([
      findVariant(prisma, graphId, name),
      listLaunches(prisma, { graphId, variant: name }, { before, limit: LAUNCHES_SHOWN + 1 }),
    ])
    if (!variant) return notFound(reply, 'There is no such variant.')
    return sendPage(reply, launchesPage(variant, rows, !before))
  })

  /** The launch that an address names, with its variant. */
  async function find(parameters: unknown) {
    const { graph, variant: name, id } = withinVariant.parse(parameters)
    const [variant, launch] = await Promise.all([
      findVariant(prisma, graph, name),
      findLaunch(prisma, { graphId: graph, variant: name, id }),
    ])
    return variant && launch
      ? { graph, variant: name, currentId: variant.currentLaunchId, launch, path: variantPath(graph, name) }
      : null
  }

  server.get(`${base}/:id`, async (request, reply) => {
    const found = await find(request.params)
    if (!found) return notFound(reply, 'There is no such launch.')
    const { graph, variant, currentId, launch } = found
    const view = { isCurrent: currentId === launch.id, mayRollBack: request.session!.mayWrite }
    return sendPage(reply, launchPage(launch, { graph, variant, ...view }))
  })

  for (const [name, column] of Object.entries(schemas)) {
    server.get(`${base}/:id/${name}.graphql`, async (request, reply) => {
      const { graph, variant, id } = withinVariant.parse(request.params)
      const sdl = await launchSchema(prisma, { graphId: graph, variant, id }, column)
      return sdl === null ? notFound(reply, 'There is no such schema.') : sendSchema(reply, sdl)
    })
  }

  server.get(`${base}/:id/rollback`, { preHandler: mayWrite }, async (request, reply) => {
    const found = await find(request.params)
    if (!found) return notFound(reply, 'There is no such launch.')
    const { graph, variant, currentId, launch: target, path } = found
    if (target.status === 'FAILED' || target.id === currentId) {
      return refused(reply.code(409), unfit(target.status), `${path}/launches/${target.id}`)
    }
    const current = currentId ? await findLaunch(prisma, { graphId: graph, variant, id: currentId }) : null
    return sendPage(reply, rollbackPage({ graph, variant, target, current }))
  })

  server.post(`${base}/:id/rollback`, { preHandler: mayWrite }, async (request, reply) => {
    const found = await find(request.params)
    if (!found) return notFound(reply, 'There is no such launch.')
    const { graph, variant, currentId, launch, path } = found
    const page = `${path}/launches/${launch.id}`
    const { current } = confirmation.parse(request.body)
    if (current !== (currentId ?? '')) {
      return refused(
        reply.code(409),
        'Routers have another launch now than when you were asked: look again whether to roll back.',
        `${path}/launches`,
      )
    }
    if (launch.status === 'FAILED' || launch.id === currentId) {
      return refused(reply.code(409), unfit(launch.status), page)
    }
    const who = { staff: request.session!.email }
    const outcome = await launches.rollback({ graphId: graph, variant, launchId: launch.id, who, git: {} })
    if (outcome.kind !== 'launched') return refused(reply.code(409), whyNot(outcome), page)
    return reply.redirect(`${path}/launches/${outcome.launch.id}`, 303)
  })
}

const whyNot = (outcome: Exclude<Outcome, { kind: 'launched' }>): string =>
  outcome.kind === 'refused'
    ? outcome.errors.map(({ message }) => message).join(' ')
    : 'Routers have this very launch.'

const unfit = (status: 'COMPOSED' | 'FAILED'): string =>
  status === 'FAILED'
    ? 'This launch did not compose: there is nothing to roll back to.'
    : 'Routers have this very launch.'

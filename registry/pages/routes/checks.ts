import { sendPage } from '@tradewind/staff'
import type { FastifyInstance } from 'fastify'
import type { PrismaClient } from '../../data/generated/client.ts'
import { checkedSchema, findCheck, listChecks } from '../../data/pages/checks.ts'
import { findVariant } from '../../data/pages/variants.ts'
import { checkPage } from '../check/check.ts'
import { CHECKS_SHOWN, checksPage } from '../check/checks.ts'
import { beforeId, notFound, sendSchema, variantParameters, withinVariant } from './requests.ts'

const base = '/graph/:graph/variant/:variant/checks'

/** What was checked, and what was found. */
export function checkRoutes(server: FastifyInstance, prisma: PrismaClient): void {
  server.get(base, async (request, reply) => {
    const { graph, variant } = variantParameters.parse(request.params)
    const { before } = beforeId.parse(request.query)
    if (!(await findVariant(prisma, graph, variant))) return notFound(reply, 'There is no such variant.')
    const rows = await listChecks(prisma, { graphId: graph, variant }, { before, limit: CHECKS_SHOWN + 1 })
    return sendPage(reply, checksPage(graph, variant, { rows, isFirst: !before }))
  })

  server.get(`${base}/:id`, async (request, reply) => {
    const { graph, variant, id } = withinVariant.parse(request.params)
    const check = await findCheck(prisma, { graphId: graph, variant, id })
    if (!check) return notFound(reply, 'There is no such check.')
    return sendPage(reply, checkPage(check, graph, variant))
  })

  server.get(`${base}/:id/schema.graphql`, async (request, reply) => {
    const { graph, variant, id } = withinVariant.parse(request.params)
    const sdl = await checkedSchema(prisma, { graphId: graph, variant, id })
    return sdl === null ? notFound(reply, 'There is no such check.') : sendSchema(reply, sdl)
  })
}

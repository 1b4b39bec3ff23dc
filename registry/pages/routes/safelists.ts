import { sendPage } from '@tradewind/staff'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { PrismaClient } from '../../data/generated/client.ts'
import { findGraph } from '../../data/pages/graphs.ts'
import { listPersistedQueries, listSafelists } from '../../data/pages/safelists.ts'
import { PERSISTED_QUERIES_SHOWN, safelistPage, safelistsPage } from '../graph/safelists.ts'
import { graphParameters, notFound, withinGraph } from './requests.ts'

// The ids are the clients' own words; PostgreSQL refuses NUL.
const afterId = z.object({
  after: z
    .string()
    .max(1_000)
    .regex(/^[^\0]*$/)
    .optional(),
})

/** What routers in safelist mode serve. */
export function safelistRoutes(server: FastifyInstance, prisma: PrismaClient): void {
  // Where rover sends those who published a list.
  server.get('/graph/:graph/persisted-queries', async (request, reply) => {
    const { graph } = graphParameters.parse(request.params)
    if (!(await findGraph(prisma, graph))) return notFound(reply, 'There is no such graph.')
    return sendPage(reply, safelistsPage(graph, await listSafelists(prisma, graph)))
  })

  server.get('/graph/:graph/persisted-queries/:id', async (request, reply) => {
    const { graph, id } = withinGraph.parse(request.params)
    const { after } = afterId.parse(request.query)
    const list = (await listSafelists(prisma, graph)).find((candidate) => candidate.id === id)
    if (!list) return notFound(reply, 'There is no such list.')
    const rows = await listPersistedQueries(prisma, id, { after, limit: PERSISTED_QUERIES_SHOWN + 1 })
    return sendPage(reply, safelistPage(graph, list, rows, !after))
  })
}

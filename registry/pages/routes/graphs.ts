import { sendPage } from '@tradewind/staff'
import type { FastifyInstance } from 'fastify'
import type { PrismaClient } from '../../data/generated/client.ts'
import { listAudit } from '../../data/pages/audit.ts'
import { findGraph, listGraphs } from '../../data/pages/graphs.ts'
import { findRevision } from '../../data/pages/variants.ts'
import { graphPath } from '../addresses.ts'
import { AUDIT_SHOWN, auditPage } from '../graph/audit.ts'
import { graphOverviewPage, graphsPage } from '../graph/graphs.ts'
import { beforeId, graphParameters, notFound, sendSchema, withinGraph } from './requests.ts'

/** Graphs, and what belongs to a graph as a whole. */
export function graphRoutes(server: FastifyInstance, prisma: PrismaClient): void {
  server.get('/', async (_, reply) => sendPage(reply, graphsPage(await listGraphs(prisma))))

  server.get('/graph/:graph', async (request, reply) => {
    const { graph: id } = graphParameters.parse(request.params)
    const graph = await findGraph(prisma, id)
    return graph ? sendPage(reply, graphOverviewPage(graph)) : notFound(reply, 'There is no such graph.')
  })

  // Where rover sends those who list subgraphs.
  server.get('/graph/:graph/service-list', async (request, reply) => {
    const { graph } = graphParameters.parse(request.params)
    return reply.redirect(graphPath(graph), 303)
  })

  server.get('/graph/:graph/audit', async (request, reply) => {
    const { graph } = graphParameters.parse(request.params)
    const { before } = beforeId.parse(request.query)
    // The record outlives the graph.
    const rows = await listAudit(prisma, graph, { before, limit: AUDIT_SHOWN + 1 })
    return sendPage(reply, auditPage(graph, rows, !before))
  })

  server.get('/graph/:graph/revisions/:id.graphql', async (request, reply) => {
    const { graph, id } = withinGraph.parse(request.params)
    const revision = await findRevision(prisma, graph, id)
    return revision ? sendSchema(reply, revision.sdl) : notFound(reply, 'There is no such schema.')
  })
}

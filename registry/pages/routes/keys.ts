import { sendPage } from '@tradewind/staff'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { PrismaClient } from '../../data/generated/client.ts'
import { findGraph } from '../../data/pages/graphs.ts'
import { findKey, listKeys } from '../../data/pages/keys.ts'
import { scopes, type Scope } from '../../domain/key.ts'
import type { Keys } from '../../keys/index.ts'
import { graphPath } from '../addresses.ts'
import { keyCreatedPage, KEYS_SHOWN, keysPage, revokePage } from '../graph/keys.ts'
import { beforeId, graphParameters, mayWrite, notFound, refused, withinGraph } from './requests.ts'

interface KeyRoutes {
  readonly prisma: PrismaClient
  readonly keys: Keys
  readonly publicUrl: string
}

const scope: z.ZodType<Scope> = z.enum(scopes)
const creation = z.object({
  name: z.string().trim().min(1).max(100),
  // A form sends one box as a string, several as a list.
  scopes: z
    .union([scope.transform((one) => [one]), z.array(scope).min(1).max(scopes.length)])
    .transform((all) => [...new Set(all)]),
})

/** The keys of a graph: listed, created and shown once, revoked. */
export function keyRoutes(server: FastifyInstance, { prisma, keys, publicUrl }: KeyRoutes): void {
  const page = async (
    graph: string,
    before: string | undefined,
    view: { mayWrite: boolean; message?: string },
  ) =>
    keysPage({
      graph,
      rows: await listKeys(prisma, graph, { before, limit: KEYS_SHOWN + 1 }),
      isFirst: !before,
      ...view,
    })

  server.get('/graph/:graph/keys', async (request, reply) => {
    const { graph } = graphParameters.parse(request.params)
    const { before } = beforeId.parse(request.query)
    if (!(await findGraph(prisma, graph))) return notFound(reply, 'There is no such graph.')
    return sendPage(reply, await page(graph, before, { mayWrite: request.session!.mayWrite }))
  })

  server.post('/graph/:graph/keys', { preHandler: mayWrite }, async (request, reply) => {
    const { graph } = graphParameters.parse(request.params)
    if (!(await findGraph(prisma, graph))) return notFound(reply, 'There is no such graph.')
    const form = creation.safeParse(request.body)
    if (!form.success) {
      const message = 'Give the key a name of at most 100 characters, and say what it may do.'
      return sendPage(reply.code(400), await page(graph, undefined, { mayWrite: true, message }))
    }
    const who = { staff: request.session!.email }
    const { secret } = await keys.create({ graphId: graph, ...form.data, who })
    return sendPage(reply, keyCreatedPage(graph, secret, publicUrl))
  })

  server.get('/graph/:graph/keys/:id/revoke', { preHandler: mayWrite }, async (request, reply) => {
    const { graph, id } = withinGraph.parse(request.params)
    const key = await findKey(prisma, graph, id)
    if (!key) return notFound(reply, 'There is no such key.')
    if (key.revokedAt)
      return refused(reply.code(409), 'This key is revoked already.', `${graphPath(graph)}/keys`)
    return sendPage(reply, revokePage(graph, key))
  })

  server.post('/graph/:graph/keys/:id/revoke', { preHandler: mayWrite }, async (request, reply) => {
    const { graph, id } = withinGraph.parse(request.params)
    if (!(await findKey(prisma, graph, id))) return notFound(reply, 'There is no such key.')
    await keys.revoke(graph, id, { staff: request.session!.email })
    return reply.redirect(`${graphPath(graph)}/keys`, 303)
  })
}

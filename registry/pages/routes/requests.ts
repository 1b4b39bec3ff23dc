import { messagePage, sendPage } from '@tradewind/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { isGraphId, isVariantName } from '../../domain/graph-ref.ts'
import { site } from '../site.ts'

export const graphParameters = z.object({ graph: z.string().refine(isGraphId) })
export const variantParameters = graphParameters.extend({ variant: z.string().refine(isVariantName) })
/** Of a thing within a variant. */
export const withinVariant = variantParameters.extend({ id: z.uuid() })
/** Of a thing within a graph. */
export const withinGraph = graphParameters.extend({ id: z.uuid() })

/** A list that goes on before a thing made with a UUID v7. */
export const beforeId = z.object({ before: z.uuid().optional() })

/** Says that what was asked for does not exist, and where to go on. */
export const notFound = (reply: FastifyReply, message: string, path = '/'): FastifyReply =>
  refused(reply.code(404), message, path)

/** Says why nothing was done, and where to go on. */
export const refused = (reply: FastifyReply, message: string, path: string): FastifyReply =>
  sendPage(
    reply,
    messagePage(site, message, {
      title: 'Not done',
      back: { path, label: path === '/' ? 'Graphs' : 'Back' },
    }),
  )

/** Refuses those who may only look; for routes that change something. */
export async function mayWrite(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | void> {
  if (request.session?.mayWrite) return undefined
  return refused(reply.code(403), 'This account may look, but not change anything.', '/')
}

/** A schema as a text of its own. */
export const sendSchema = (reply: FastifyReply, sdl: string): FastifyReply =>
  reply.type('text/plain; charset=utf-8').send(sdl)

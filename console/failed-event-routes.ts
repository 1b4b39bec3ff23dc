import type { Decision } from '@tradewind/events'
import { sendPage } from '@tradewind/staff'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { FailedEvents, Outcome } from './failed-events.ts'
import { failedEventsPage } from './pages/failed-events.ts'
import { failedListPage } from './pages/failed-list.ts'
import { refusalPage } from './pages/message.ts'

export interface FailedEventRoutes {
  readonly failed: FailedEvents
  /** The last decisions, the newest first. */
  readonly decisions: (limit: number) => Promise<Decision[]>
  /** Where a trace is to be seen, with `{traceId}` in it. */
  readonly traceUrl: string | undefined
}

const DECISIONS_SHOWN = 50

const one = z.object({ subscriber: z.string().max(100), id: z.string().max(100) })
const queue = one.pick({ subscriber: true })
const listed = z.object({
  type: z.string().max(200).optional(),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
})
const kind = z.object({ type: z.string().min(1).max(200) })
const discarding = z.object({ reason: z.string().trim().min(1).max(500) })
const told = z.object({ retried: z.coerce.number().int().min(0).optional() })

/** The page of failed events. To look takes the sign-in; to decide, the scope `console:write`. */
export function failedEventRoutes({ failed, decisions, traceUrl }: FailedEventRoutes) {
  return async (server: FastifyInstance): Promise<void> => {
    server.addHook('preHandler', async (request, reply) => {
      if (request.method !== 'POST' || request.session!.mayWrite) return
      return sendPage(reply.code(403), refusalPage('This account may look, but not change anything.'))
    })

    server.get('/', async (request, reply) => {
      const { retried } = told.parse(request.query)
      const [overview, recent] = await Promise.all([failed.overview(), decisions(DECISIONS_SHOWN)])
      return sendPage(reply, failedEventsPage(overview, recent, { session: request.session!, retried }))
    })

    server.get('/:subscriber', async (request, reply) => {
      const { subscriber } = queue.parse(request.params)
      const { type, page } = listed.parse(request.query)
      const found = await failed.list(subscriber, type, page)
      if (!found) return answer(reply, 'no-queue', subscriber)
      return sendPage(
        reply,
        failedListPage(found, { subscriber, type, page, traceUrl, session: request.session! }),
      )
    })

    server.post('/:subscriber/retry', async (request, reply) => {
      const { subscriber } = queue.parse(request.params)
      const { type } = kind.parse(request.body)
      const retried = await failed.retryKind(subscriber, type, request.session!)
      if (retried === null) return answer(reply, 'no-queue', subscriber)
      return reply.redirect(`/failed-events?retried=${retried}`, 303)
    })

    server.post('/:subscriber/:id/retry', async (request, reply) => {
      const { subscriber, id } = one.parse(request.params)
      return answer(reply, await failed.retry(subscriber, id, request.session!), subscriber)
    })

    server.post('/:subscriber/:id/discard', async (request, reply) => {
      const { subscriber, id } = one.parse(request.params)
      const form = discarding.safeParse(request.body)
      if (!form.success) {
        return sendPage(
          reply.code(400),
          refusalPage('Give a reason, in at most 500 characters: it is recorded.'),
        )
      }
      const outcome = await failed.discard(subscriber, id, form.data.reason, request.session!)
      return answer(reply, outcome, subscriber)
    })
  }
}

function answer(reply: FastifyReply, outcome: Outcome, subscriber: string): FastifyReply {
  switch (outcome) {
    case 'done':
      return reply.redirect(`/failed-events/${encodeURIComponent(subscriber)}`, 303)
    case 'gone':
      return sendPage(
        reply.code(409),
        refusalPage('This event is not failed any more: it has been retried or discarded meanwhile.'),
      )
    case 'no-queue':
      return sendPage(reply.code(404), refusalPage('There is no such subscriber.'))
  }
}

import { requireViewer } from '@tradewind/service'
import { endSessions } from '../../data/sessions.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { requireLiveSession } from '../live-session.ts'

export const signOut: MutationResolvers['signOut'] = async (_root, _args, context) => {
  const { sessionId: id, id: customerId } = requireViewer(context)
  const sessionsEnded = await endSessions(context.prisma, { id, customerId }, 'SIGNED_OUT', context.clock())
  return { sessionsEnded }
}

export const signOutEverywhere: MutationResolvers['signOutEverywhere'] = async (_root, _args, context) => {
  const { customer } = await requireLiveSession(context)
  const which = { customerId: customer.id }
  const sessionsEnded = await endSessions(context.prisma, which, 'SIGNED_OUT_EVERYWHERE', context.clock())
  return { sessionsEnded }
}

import { nextRefreshToken, readRefreshToken } from '../../crypto/refresh-token.ts'
import { endSessions, findSessionByFamily, saveRotation } from '../../data/sessions.ts'
import { refresh } from '../../domain/session.ts'
import { concurrentRefresh, invalidRefreshToken, refreshTokenReused } from '../errors.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { toSessionPayload } from '../session-payload.ts'

export const refreshSession: MutationResolvers['refreshSession'] = async (_root, { input }, context) => {
  const { prisma, clock, logger } = context
  const presented = readRefreshToken(input.refreshToken)
  const found = presented && (await findSessionByFamily(prisma, presented.familyHash))
  if (!found) return { errors: [invalidRefreshToken()] }

  const now = clock()
  const next = nextRefreshToken(presented)
  const outcome = refresh(found.session, presented.hash, next.hash, now)
  if (outcome.kind === 'refused') return { errors: [invalidRefreshToken()] }
  if (outcome.kind === 'reused') {
    const { id, customerId } = outcome.session
    await endSessions(prisma, { id }, 'TOKEN_REUSED', now)
    logger.warn({ sessionId: id, customerId }, 'A refresh token was used again; its session is ended.')
    return { errors: [refreshTokenReused()] }
  }

  const saved = await saveRotation(prisma, outcome.session, presented.hash)
  if (saved === 'raced') return { errors: [concurrentRefresh()] }
  if (saved === 'ended') return { errors: [invalidRefreshToken()] }
  return { session: await toSessionPayload(context, found.customer, outcome.session, next), errors: [] }
}

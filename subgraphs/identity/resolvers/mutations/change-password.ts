import { parseInput } from '@tradewind/service'
import { hashPassword, verifyPassword } from '../../crypto/password-hash.ts'
import { replacePassword } from '../../data/customers.ts'
import { accountKey, admitAttempt, clearAttempts } from '../../data/password-attempts.ts'
import { passwordProblem } from '../../domain/password.ts'
import { incorrectPassword, passwordPolicy, tooManyAttempts } from '../errors.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { changePasswordInput } from '../inputs.ts'
import { requireLiveSession } from '../live-session.ts'
import { showTo } from '../visibility.ts'

export const changePassword: MutationResolvers['changePassword'] = async (_root, { input }, context) => {
  const { viewer, customer } = await requireLiveSession(context)
  const parsed = parseInput(changePasswordInput, input)
  if (!parsed.ok) return { errors: parsed.errors }
  const { currentPassword, newPassword } = parsed.value
  const problem = passwordProblem(newPassword, customer.email)
  if (problem !== null) return { errors: [passwordPolicy(problem, 'newPassword')] }

  const { prisma, clock } = context
  const { id, passwordHash: from } = customer
  const admission = await admitAttempt(prisma, [accountKey(id)], clock())
  if (admission.kind === 'paused') return { errors: [tooManyAttempts(admission.retryAt)] }
  if (!(await verifyPassword(from, currentPassword))) return { errors: [incorrectPassword()] }
  await clearAttempts(prisma, [accountKey(id)])

  const to = await hashPassword(newPassword)
  const changed = await replacePassword(prisma, id, { from, to, keep: viewer.sessionId, now: clock() })
  if (changed === null) return { errors: [incorrectPassword()] }
  return { customer: showTo(viewer, changed), errors: [] }
}

import { parseInput } from '@tradewind/service'
import { verifyPassword } from '../../crypto/password-hash.ts'
import { newRefreshToken } from '../../crypto/refresh-token.ts'
import { findCustomerByEmail } from '../../data/customers.ts'
import { accountKey, admitAttempt, clearAttempts, emailKey } from '../../data/password-attempts.ts'
import { signInSession } from '../../data/sessions.ts'
import { openSession } from '../../domain/session.ts'
import { invalidCredentials, tooManyAttempts } from '../errors.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { signInInput } from '../inputs.ts'
import { toSessionPayload } from '../session-payload.ts'

export const signIn: MutationResolvers['signIn'] = async (_root, { input }, context) => {
  const parsed = parseInput(signInInput, input)
  if (!parsed.ok) return { errors: parsed.errors }
  const { email, password } = parsed.value

  const { prisma, clock, newId } = context
  const customer = await findCustomerByEmail(prisma, email)
  const attempts = [emailKey(email), ...(customer ? [accountKey(customer.id)] : [])]
  const admission = await admitAttempt(prisma, attempts, clock())
  if (admission.kind === 'paused') return { errors: [tooManyAttempts(admission.retryAt)] }
  const matches = await verifyPassword(customer?.passwordHash ?? null, password)
  if (customer === null || !matches) return { errors: [invalidCredentials()] }
  await clearAttempts(prisma, attempts)

  const token = newRefreshToken()
  const session = openSession(newId(), customer.id, token.hash, clock())
  const opened = await signInSession(prisma, { session, familyHash: token.familyHash }, customer.passwordHash)
  if (!opened) return { errors: [invalidCredentials()] }
  return { session: await toSessionPayload(context, customer, session, token), errors: [] }
}

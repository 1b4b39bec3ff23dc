import { parseInput } from '@tradewind/service'
import { hashPassword } from '../../crypto/password-hash.ts'
import { newRefreshToken } from '../../crypto/refresh-token.ts'
import { registerCustomer } from '../../data/customers.ts'
import { passwordProblem } from '../../domain/password.ts'
import { openSession } from '../../domain/session.ts'
import { emailInUse, passwordPolicy } from '../errors.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { signUpInput } from '../inputs.ts'
import { toSessionPayload } from '../session-payload.ts'

export const signUp: MutationResolvers['signUp'] = async (_root, { input }, context) => {
  const parsed = parseInput(signUpInput, input)
  if (!parsed.ok) return { errors: parsed.errors }
  const { email, name, password } = parsed.value
  const problem = passwordProblem(password, email)
  if (problem !== null) return { errors: [passwordPolicy(problem, 'password')] }

  const { prisma, clock, newId } = context
  const passwordHash = await hashPassword(password)
  const now = clock()
  const customer = { id: newId(), email, name, passwordHash, roles: ['CUSTOMER' as const], createdAt: now }
  const token = newRefreshToken()
  const session = openSession(newId(), customer.id, token.hash, now)
  const registered = await registerCustomer(prisma, customer, { session, familyHash: token.familyHash })
  if (!registered) return { errors: [emailInUse()] }
  return { session: await toSessionPayload(context, customer, session, token), errors: [] }
}

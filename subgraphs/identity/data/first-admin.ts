import { transact } from '@tradewind/service'
import { hashPassword } from '../crypto/password-hash.ts'
import { normaliseEmail } from '../domain/email.ts'
import { normalisePassword, passwordProblem } from '../domain/password.ts'
import { insertCustomer } from './customers.ts'
import type { Transaction } from './database.ts'
import type { PrismaClient } from './generated/client.ts'
import { endSessions } from './sessions.ts'

export interface FirstAdmin {
  readonly email: string | undefined
  readonly password: string | undefined
}

/**
 * Sees to it that the shop has an administrator: when it has none, the account of `email` becomes one, with
 * `password`. May run in any number of processes at once and at every start.
 * @returns whether there is one; false when none is and none was named
 * @throws a sentence about ADMIN_EMAIL or ADMIN_PASSWORD when they cannot be used
 */
export async function ensureAdmin(
  prisma: PrismaClient,
  { email, password }: FirstAdmin,
  now: Date,
  newId: () => string,
): Promise<boolean> {
  if (await hasAdmin(prisma)) return true
  if (email === undefined && password === undefined) return false
  const admin = await readAdmin(email, password)

  return transact(prisma, async (tx: Transaction) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('identity.first-admin'))`
    if (await hasAdmin(tx)) return true
    const id = newId()
    const fresh = { ...admin, id, name: 'Administrator', roles: ['ADMIN' as const], createdAt: now }
    if (await insertCustomer(tx, fresh)) return true
    // Somebody signed up with this address, maybe not its owner: the account is taken from whoever holds it.
    const { passwordHash } = admin
    const taken = await tx.customer.update({
      where: { email: admin.email },
      data: { passwordHash, roles: ['ADMIN'] },
    })
    await endSessions(tx, { customerId: taken.id }, 'PASSWORD_CHANGED', now)
    return true
  })
}

async function hasAdmin(prisma: PrismaClient | Transaction): Promise<boolean> {
  const found = await prisma.$queryRaw<unknown[]>`SELECT FROM customer WHERE 'ADMIN' = ANY (roles) LIMIT 1`
  return found.length > 0
}

async function readAdmin(
  typedEmail = '',
  typedPassword = '',
): Promise<{ email: string; passwordHash: string }> {
  const email = normaliseEmail(typedEmail)
  if (email === null) throw new Error('ADMIN_EMAIL must be an e-mail address.')
  const password = normalisePassword(typedPassword)
  const problem = passwordProblem(password, email)
  if (problem !== null) throw new Error(`ADMIN_PASSWORD cannot be used: ${problem}`)
  return { email, passwordHash: await hashPassword(password) }
}

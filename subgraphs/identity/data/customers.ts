import { publish } from '@tradewind/events'
import { identity } from '@tradewind/events/contracts'
import { transact, type Page } from '@tradewind/service'
import { wouldLeaveNoAdmin, type Role } from '../domain/roles.ts'
import type { LiveSession } from '../domain/session.ts'
import type { Transaction } from './database.ts'
import type { Customer, PrismaClient } from './generated/client.ts'
import { endSessions, insertSession, type OpenedSession } from './sessions.ts'

export type { Customer }

/** Adds a customer and says so to the world; false when the e-mail address is taken. */
export async function insertCustomer(tx: Transaction, customer: Customer): Promise<boolean> {
  // Of two at the same moment the second waits here for the first; ON CONFLICT keeps the transaction alive.
  const { count } = await tx.customer.createMany({ data: [customer], skipDuplicates: true })
  if (count === 0) return false
  const { id, email, name } = customer
  await publish(tx, identity.customerRegistered, { subject: id, data: { customerId: id, email, name } })
  return true
}

/** Adds a customer who is signed in at once; false when the e-mail address is taken. */
export function registerCustomer(
  prisma: PrismaClient,
  customer: Customer,
  session: OpenedSession,
): Promise<boolean> {
  return transact(prisma, async (tx: Transaction) => {
    if (!(await insertCustomer(tx, customer))) return false
    await insertSession(tx, session)
    return true
  })
}

/** The customer with this normalised e-mail address. */
export function findCustomerByEmail(prisma: PrismaClient, email: string): Promise<Customer | null> {
  return prisma.customer.findUnique({ where: { email } })
}

/** A page of customers, newest first (as `toConnection` takes it); `search` is a part of e-mail address or name. */
export function listCustomers(
  prisma: PrismaClient,
  { limit, backward, cursor }: Page<string>,
  search: string | null,
): Promise<Customer[]> {
  // Prisma hands the text to LIKE as it is.
  const contains = search?.replaceAll(/[\\%_]/g, String.raw`\$&`)
  return prisma.customer.findMany({
    where: {
      ...(contains !== undefined && {
        OR: [{ email: { contains: contains.toLowerCase() } }, { name: { contains, mode: 'insensitive' } }],
      }),
      ...(cursor !== null && { id: backward ? { gt: cursor } : { lt: cursor } }),
    },
    orderBy: { id: backward ? 'asc' : 'desc' },
    take: limit + 1,
  })
}

export function renameCustomer(prisma: PrismaClient, id: string, name: string): Promise<Customer> {
  return prisma.customer.update({ where: { id }, data: { name } })
}

/** Replaces a password hash and ends every session but `keep`. Null when the hash is no longer `from`: another change came first. */
export function replacePassword(
  prisma: PrismaClient,
  id: string,
  { from, to, keep, now }: { from: string; to: string; keep: string; now: Date },
): Promise<Customer | null> {
  return transact(prisma, async (tx: Transaction) => {
    const [customer] = await tx.customer.updateManyAndReturn({
      where: { id, passwordHash: from },
      data: { passwordHash: to },
    })
    if (customer === undefined) return null
    await endSessions(tx, { customerId: id, id: { not: keep } }, 'PASSWORD_CHANGED', now)
    return customer
  })
}

/** Why roles were not set. */
export type RolesRefused = 'not-allowed' | 'not-found' | 'last-admin'

/** Gives a customer exactly these roles, on behalf of `actor`, who must be an administrator as of now. */
export function setCustomerRoles(
  prisma: PrismaClient,
  actor: string,
  id: string,
  roles: Role[],
): Promise<Customer | RolesRefused> {
  return transact(prisma, async (tx: Transaction) => {
    // Locking all of them makes two administrators who demote each other take turns; the second is none any more.
    const admins = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM customer WHERE 'ADMIN' = ANY (roles) ORDER BY id FOR UPDATE`
    const adminIds = admins.map((admin) => admin.id)
    if (!adminIds.includes(actor)) return 'not-allowed'
    if (wouldLeaveNoAdmin(adminIds, id, roles)) return 'last-admin'
    const [customer] = await tx.customer.updateManyAndReturn({ where: { id }, data: { roles } })
    return customer ?? 'not-found'
  })
}

/** The customer of a session that has not ended; null when it has. */
export async function findCustomerOfSession(
  prisma: PrismaClient,
  { id, customerId }: Pick<LiveSession, 'id' | 'customerId'>,
): Promise<Customer | null> {
  const session = await prisma.session.findUnique({
    where: { id, customerId, endedAt: null },
    select: { customer: true },
  })
  return session?.customer ?? null
}

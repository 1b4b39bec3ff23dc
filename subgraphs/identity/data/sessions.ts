import { transact } from '@tradewind/service'
import type { LiveSession, Session, SessionEnd } from '../domain/session.ts'
import type { Transaction } from './database.ts'
import type { Customer, Prisma, PrismaClient, Session as SessionRow } from './generated/client.ts'

/** A new session, and what its refresh tokens have in common (hashed): where they lead to. */
export interface OpenedSession {
  readonly session: LiveSession
  readonly familyHash: string
}

export async function insertSession(tx: Transaction, { session, familyHash }: OpenedSession): Promise<void> {
  const { id, customerId, tokenHash, createdAt, rotatedAt, expiresAt } = session
  await tx.session.create({
    data: { id, customerId, familyHash, tokenHash, createdAt, rotatedAt, expiresAt },
  })
}

/**
 * Opens a session for whoever gave the password that hashes to `passwordHash`; false when it was changed meanwhile.
 * The lock makes a change of password wait, so that it finds this session and ends it.
 */
export function signInSession(
  prisma: PrismaClient,
  opened: OpenedSession,
  passwordHash: string,
): Promise<boolean> {
  return transact(prisma, async (tx: Transaction) => {
    const locked = await tx.$queryRaw<unknown[]>`
      SELECT FROM customer
      WHERE id = ${opened.session.customerId}::uuid AND password_hash = ${passwordHash} FOR SHARE`
    if (locked.length === 0) return false
    await insertSession(tx, opened)
    return true
  })
}

/** The session that the refresh tokens of a family lead to, with its customer. */
export async function findSessionByFamily(
  prisma: PrismaClient,
  familyHash: string,
): Promise<{ session: Session; customer: Customer } | null> {
  const row = await prisma.session.findUnique({ where: { familyHash }, include: { customer: true } })
  return row && { session: toSession(row), customer: row.customer }
}

/** What became of a rotation: `raced` when another one with the same token was quicker, `ended` when the session was ended. */
export type Rotation = 'saved' | 'raced' | 'ended'

/**
 * Saves a rotation of the token `from`, provided it still is the session's token. So of any number of requests with
 * one token exactly one saves its rotation; the others had found the token good when they began, and lose.
 */
export async function saveRotation(
  prisma: PrismaClient,
  session: LiveSession,
  from: string,
): Promise<Rotation> {
  const { id, tokenHash, rotatedAt, expiresAt } = session
  const { count } = await prisma.session.updateMany({
    where: { id, tokenHash: from, endedAt: null },
    data: { tokenHash, rotatedAt, expiresAt },
  })
  if (count === 1) return 'saved'
  const live = await prisma.session.count({ where: { id, endedAt: null } })
  return live === 1 ? 'raced' : 'ended'
}

/** Ends the live sessions that match; returns how many. */
export async function endSessions(
  tx: Transaction,
  which: Pick<Prisma.SessionWhereInput, 'id' | 'customerId'>,
  endReason: SessionEnd,
  endedAt: Date,
): Promise<number> {
  const { count } = await tx.session.updateMany({
    where: { ...which, endedAt: null },
    data: { endedAt, endReason },
  })
  return count
}

function toSession(row: SessionRow): Session {
  const { id, customerId, createdAt, expiresAt, tokenHash, rotatedAt, endedAt, endReason } = row
  return endedAt !== null && endReason !== null
    ? { status: 'ended', id, customerId, createdAt, expiresAt, endedAt, reason: endReason }
    : { status: 'live', id, customerId, createdAt, expiresAt, tokenHash, rotatedAt }
}

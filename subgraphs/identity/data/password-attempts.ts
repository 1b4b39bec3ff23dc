import { createHash } from 'node:crypto'
import { transact } from '@tradewind/service'
import { admit, type Admission, type Attempts } from '../domain/throttle.ts'
import type { Transaction } from './database.ts'
import type { PrismaClient } from './generated/client.ts'

/** What attempts on an account are counted under, whatever names it. */
export const accountKey = (customerId: string): string => `account:${customerId}`

/** What attempts with an e-mail address are counted under, whether or not it has an account. */
export const emailKey = (email: string): string => `email:${createHash('sha256').update(email).digest('hex')}`

/** Counts an attempt to give a password under every key, unless one of them has to pause: then none is counted. */
export function admitAttempt(prisma: PrismaClient, keys: string[], now: Date): Promise<Admission> {
  return transact(prisma, async (tx: Transaction) => {
    // One order of keys for everybody: attempts that share keys queue up instead of locking each other out.
    const ordered = keys.toSorted()
    const data = ordered.map((key) => ({ key, failures: 0, lastAt: now }))
    await tx.passwordAttempt.createMany({ data, skipDuplicates: true })
    const rows = await tx.$queryRaw<(Attempts & { key: string })[]>`
      SELECT key, failures, last_at AS "lastAt" FROM password_attempt
      WHERE key = ANY (${ordered}) ORDER BY key FOR UPDATE`
    const admissions = rows.map((row) => ({ key: row.key, admission: admit(row, now) }))
    const paused = admissions
      .flatMap(({ admission }) => (admission.kind === 'paused' ? [admission] : []))
      .toSorted((a, b) => b.retryAt.getTime() - a.retryAt.getTime())
    if (paused[0]) return paused[0]

    let most: Attempts = { failures: 0, lastAt: now }
    for (const { key, admission } of admissions) {
      if (admission.kind === 'paused') continue
      await tx.passwordAttempt.update({ where: { key }, data: admission.attempts })
      if (admission.attempts.failures > most.failures) most = admission.attempts
    }
    return { kind: 'admitted', attempts: most }
  })
}

/** Forgets the attempts under these keys: the password was right. */
export async function clearAttempts(prisma: PrismaClient, keys: string[]): Promise<void> {
  await prisma.passwordAttempt.deleteMany({ where: { key: { in: keys } } })
}

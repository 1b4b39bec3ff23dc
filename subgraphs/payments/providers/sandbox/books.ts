import type { Operation } from '../../domain/payment.ts'
import type { Transaction } from '../../data/database.ts'
import type { SandboxTransaction } from '../../data/generated/client.ts'
import { decide, decidedAfter, isPossible, notificationsOf, playOf } from './rules.ts'

/** A request as the sandbox keeps it: never the token, only the name of the behaviour it stands for. */
export interface Asked {
  readonly operation: Operation
  readonly key: string
  readonly authorisationKey: string
  readonly amount: bigint
  readonly currencyCode: string
}

/** What it takes to enter a request; the delay, in milliseconds, is how late late answers are. */
interface Entering {
  readonly now: () => Date
  readonly newId: () => string
  readonly delay: number
}

/**
 * Enters a request into the books and decides it, or finds what was decided the first time. Throws for a key that was
 * used for something else before.
 */
export async function accept(
  tx: Transaction,
  { now, newId, delay }: Entering,
  asked: Asked,
  token: string | null,
): Promise<{ record: SandboxTransaction; repeated: boolean }> {
  const { operation, key, authorisationKey, amount, currencyCode } = asked
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${authorisationKey}, 0))`
  const books = await tx.sandboxTransaction.findMany({ where: { authorisationKey } })
  const known = books.find((record) => record.key === key)
  if (known) return { record: await arriveAgain(tx, known, asked), repeated: true }

  const behaviour = token ?? books[0]?.behaviour ?? ''
  const play = playOf(behaviour, operation)
  const possible = isPossible(books, { operation, amount }, now())
  const verdict = possible
    ? decide(play, books, operation)
    : { approved: false, reason: 'NOT_POSSIBLE' as const }
  const at = now()
  const record = await tx.sandboxTransaction.create({
    data: {
      key,
      operation,
      authorisationKey,
      amount,
      currencyCode,
      behaviour,
      approved: verdict.approved,
      declineReason: verdict.reason,
      decidedAt: new Date(at.getTime() + (possible ? decidedAfter(play, delay) : 0)),
      createdAt: at,
    },
  })
  if (operation === 'VOID' && verdict.approved) await blockAuthorisation(tx, asked, books, at)
  const dueAt = new Date(at.getTime() + delay)
  const notifications = Array.from({ length: possible ? notificationsOf(play) : 0 }, () => ({
    id: newId(),
    key,
    dueAt,
  }))
  await tx.sandboxNotification.createMany({ data: notifications })
  return { record, repeated: false }
}

/** A key that is known already: the same answer again, except that a lost request now arrives. */
async function arriveAgain(
  tx: Transaction,
  known: SandboxTransaction,
  asked: Asked,
): Promise<SandboxTransaction> {
  if (known.operation !== asked.operation || known.amount !== asked.amount) {
    throw new Error(`The sandbox was asked for something else with the key ${known.key} before.`)
  }
  const lost = known.approved === null && playOf(known.behaviour, known.operation).as === 'lost'
  if (!lost) return known
  return tx.sandboxTransaction.update({ where: { key: known.key }, data: { approved: true } })
}

/** An authorisation that is voided before it was decided, or before it arrived, will never be approved. */
async function blockAuthorisation(
  tx: Transaction,
  { authorisationKey: key, amount, currencyCode }: Asked,
  books: readonly SandboxTransaction[],
  at: Date,
): Promise<void> {
  const authorisation = books.find((record) => record.operation === 'AUTHORISE')
  if (authorisation && authorisation.approved !== null) return
  const blocked = { approved: false, declineReason: 'NOT_POSSIBLE', decidedAt: at }
  await tx.sandboxTransaction.upsert({
    where: { key },
    update: blocked,
    create: {
      ...blocked,
      key,
      operation: 'AUTHORISE',
      authorisationKey: key,
      amount,
      currencyCode,
      behaviour: '',
      createdAt: at,
    },
  })
}

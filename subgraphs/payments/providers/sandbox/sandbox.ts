import { transact } from '@tradewind/service'
import type { Answer, DeclineReason } from '../../domain/answer.ts'
import type { Operation } from '../../domain/payment.ts'
import type { PrismaClient, SandboxTransaction } from '../../data/generated/client.ts'
import type { Transaction } from '../../data/database.ts'
import type { FollowUpRequest, PaymentProvider } from '../provider.ts'
import { behaviours } from './behaviours.ts'
import type { Notifications } from './notifications.ts'
import { decide, decidedAfter, isPossible, notificationsOf, playOf } from './records.ts'

export interface SandboxOptions {
  readonly prisma: PrismaClient
  readonly notifications: Notifications
  readonly now: () => Date
  readonly newId: () => string
  /** How late a late answer is, in milliseconds. */
  readonly delay: number
}

/** A request as the sandbox keeps it: never the token, only the name of the behaviour it stands for. */
interface Asked {
  readonly operation: Operation
  readonly key: string
  readonly authorisationKey: string
  readonly amount: bigint
  readonly currencyCode: string
}

/**
 * A provider to develop and test against, with no money behind it. It behaves like a remote one: it keeps its own
 * books (the `sandbox_` tables), is idempotent by key, refuses what its books do not allow, and answers late, twice
 * or never when a token asks for it (behaviours.ts).
 */
export function createSandbox(options: SandboxOptions): PaymentProvider {
  const { prisma, notifications, now } = options

  const ask = async (asked: Asked, behaviour: string | null, signal: AbortSignal): Promise<Answer> => {
    const { record, repeated } = await transact(prisma, (tx) => accept(tx, options, asked, behaviour))
    const play = playOf(record.behaviour, record.operation)
    if (!repeated && notificationsOf(play) > 0) notifications.wake()
    if (!repeated && play.as === 'time-out') return silence(signal)
    const answer = answerOf(record, now())
    return answer === null || answer.outcome === 'absent' ? silence(signal) : answer
  }
  const followUp =
    (operation: Operation) =>
    ({ idempotencyKey, authorisation, amount, currencyCode }: FollowUpRequest, signal: AbortSignal) =>
      ask(
        {
          operation,
          key: idempotencyKey,
          authorisationKey: authorisation.idempotencyKey,
          amount,
          currencyCode,
        },
        null,
        signal,
      )

  return {
    name: 'sandbox',
    async authorise({ idempotencyKey: key, amount, currencyCode, paymentToken }, signal) {
      if (!Object.hasOwn(behaviours, paymentToken)) return { outcome: 'declined', reason: 'INVALID_TOKEN' }
      return ask(
        { operation: 'AUTHORISE', key, authorisationKey: key, amount, currencyCode },
        paymentToken,
        signal,
      )
    },
    capture: followUp('CAPTURE'),
    void: followUp('VOID'),
    refund: followUp('REFUND'),
    async lookUp(key, signal) {
      const record = await prisma.sandboxTransaction.findUnique({ where: { key } })
      if (!record) return { outcome: 'absent' }
      return answerOf(record, now()) ?? silence(signal)
    },
    stop: () => notifications.stop(),
  }
}

/** Enters a request into the books and decides it, or finds what was decided the first time. */
async function accept(
  tx: Transaction,
  { now, newId, delay }: SandboxOptions,
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

/** What the books say of a request at a time; null for one the sandbox keeps silent about. */
function answerOf(record: SandboxTransaction, now: Date): Answer | { outcome: 'absent' } | null {
  if (record.approved === null) {
    return playOf(record.behaviour, record.operation).as === 'lost' ? { outcome: 'absent' } : null
  }
  if (record.decidedAt > now) return { outcome: 'pending' }
  return record.approved
    ? { outcome: 'approved', reference: `sandbox-${record.operation.toLowerCase()}-${record.key}` }
    : { outcome: 'declined', reason: (record.declineReason ?? 'REFUSED') as DeclineReason }
}

/** No answer until the caller hangs up. */
const silence = (signal: AbortSignal): Promise<Answer> =>
  new Promise((resolve) => {
    const hangUp = (): void => resolve({ outcome: 'unknown' })
    if (signal.aborted) hangUp()
    else signal.addEventListener('abort', hangUp, { once: true })
  })

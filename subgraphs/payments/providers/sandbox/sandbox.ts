import { transact } from '@tradewind/service'
import type { Answer, DeclineReason } from '../../domain/answer.ts'
import type { Operation } from '../../domain/payment.ts'
import type { PrismaClient, SandboxTransaction } from '../../data/generated/client.ts'
import type { FollowUpRequest, PaymentProvider } from '../provider.ts'
import { behaviours } from './behaviours.ts'
import { accept, type Asked } from './books.ts'
import type { Notifications } from './notifications.ts'
import { notificationsOf, playOf } from './rules.ts'

export interface SandboxOptions {
  readonly prisma: PrismaClient
  readonly notifications: Notifications
  readonly now: () => Date
  readonly newId: () => string
  /** How late a late answer is, in milliseconds. */
  readonly delay: number
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

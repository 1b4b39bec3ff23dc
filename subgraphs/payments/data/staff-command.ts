import { transact } from '@tradewind/service'
import type { Services } from '../context.ts'
import { waitAfter } from '../domain/patience.ts'
import type { Attempt, Payment } from '../domain/payment.ts'
import type { Going, Refusal } from '../domain/staff.ts'
import { ask } from '../providers/ask.ts'
import { openAttempt, saveAttempt } from './attempts.ts'
import type { Transaction } from './database.ts'
import type { Call } from './next-call.ts'
import { lockPayment, savePayment, type StoredPayment } from './payments.ts'
import { record, schedule } from './record.ts'
import { findStaffAnswer, saveStaffAnswer, type StaffAnswer, type StaffRequest } from './staff-request.ts'

/** Something a member of staff wants done with the payment of an order. */
export interface StaffCommand<Refused extends Refusal> extends StaffRequest {
  readonly orderId: string
  readonly decide: (payment: Payment) => Going<Refused>
  readonly reason?: string
}

/**
 * Does what a member of staff asks for: decide and write down, ask the provider, take its answer in. A command sent
 * again gets the answer of the first time. Should we crash on the way, the look-up that is scheduled carries it on.
 */
export async function runStaffCommand<Refused extends Refusal>(
  services: Services,
  command: StaffCommand<Refused>,
): Promise<StaffAnswer<Refused> | 'CONFLICT'> {
  const { answer, call } = await transact(services.prisma, (tx: Transaction) => begin(tx, services, command))
  if (call) {
    const said = await ask(services, call)
    const { orderId } = command
    await transact(services.prisma, (tx: Transaction) =>
      record(tx, services, { orderId, attempt: call.attempt.number, answer: said, onSchedule: false }),
    )
  }
  return answer
}

interface Begun<Refused extends Refusal> {
  readonly answer: StaffAnswer<Refused> | 'CONFLICT'
  /** Null when the provider is not to be asked: refused, or asked the first time already. */
  readonly call: Call | null
}

async function begin<Refused extends Refusal>(
  tx: Transaction,
  services: Services,
  command: StaffCommand<Refused>,
): Promise<Begun<Refused>> {
  const known = await findStaffAnswer(tx, command)
  // The same content means the same mutation, so a refusal is one of its own.
  if (known) return { answer: known as StaffAnswer<Refused> | 'CONFLICT', call: null }
  const stored = await lockPayment(tx, command.orderId)
  if (!stored) throw new Error(`The payment of order ${command.orderId} is gone.`)

  const now = services.now()
  const going = command.decide(stored.payment)
  if (going.type === 'REFUSED') {
    const answer = { refusal: going.refusal }
    await saveStaffAnswer(tx, command, answer, now)
    return { answer, call: null }
  }
  const moved = going.payment === stored.payment ? stored : await savePayment(tx, stored, going.payment)
  const attempt = await beginAttempt(tx, services, moved, going, command.reason)
  const due = { what: 'LOOK_UP' as const, after: waitAfter(services.patience, 1) }
  await schedule(tx, moved, attempt.number, due, now)
  const answer = { attemptId: attempt.id }
  await saveStaffAnswer(tx, command, answer, now)
  return { answer, call: { stored: moved, attempt, lookUp: going.type === 'AGAIN' } }
}

async function beginAttempt(
  tx: Transaction,
  { now, newId }: Services,
  stored: StoredPayment,
  going: Exclude<Going, { type: 'REFUSED' }>,
  reason?: string,
): Promise<Attempt> {
  if (going.type === 'AGAIN') {
    const again = { ...going.attempt, checks: 1 }
    await saveAttempt(tx, again, now())
    return again
  }
  const { operation, amount } = going
  return openAttempt(tx, stored, {
    id: newId(),
    operation,
    amount,
    startedAt: now(),
    checks: 1,
    ...(reason !== undefined && { reason }),
  })
}

import { parseInput } from '@tradewind/service'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import type { PaymentView } from '../data/loaders.ts'
import { runStaffCommand, type StaffCommand } from '../data/staff-command.ts'
import type { Refusal } from '../domain/staff.ts'
import { idempotencyConflict, paymentNotFound, providerDeclined } from './errors.ts'
import type { PaymentAttemptModel } from './models.ts'

/** The payload of a mutation of which nothing came. */
export const failed = <Failure>(errors: Failure[]) => ({ payment: null, attempt: null, errors })

/** Reads a mutation's input and acts on the payment it names; all its faults, or an unknown payment, end it there. */
export async function onPayment<Input extends { readonly paymentId: string }, Result>(
  { loaders }: Context,
  schema: z.ZodType<Input>,
  input: unknown,
  act: (payment: PaymentView, given: Input) => Promise<Result>,
) {
  const parsed = parseInput(schema, input)
  if (!parsed.ok) return failed(parsed.errors)
  const payment = await loaders.payment.load(parsed.value.paymentId)
  return payment ? act(payment, parsed.value) : failed([paymentNotFound()])
}

interface Performance<Refused extends Refusal, Failure> extends Omit<StaffCommand<Refused>, 'orderId'> {
  readonly refused: (refusal: Refused, payment: PaymentView) => Failure
}

/** Runs a command of staff and shows what came of it: the payment as it then is, the attempt, the errors. */
export async function perform<Refused extends Refusal, Failure>(
  { services, loaders }: Context,
  payment: PaymentView,
  { refused, ...command }: Performance<Refused, Failure>,
) {
  const answer = await runStaffCommand(services, { ...command, orderId: payment.orderId })
  if (answer === 'CONFLICT') return failed([idempotencyConflict()])

  const now = await loaders.payment.clear(payment.id).load(payment.id)
  if ('refusal' in answer) return { payment: now, attempt: null, errors: [refused(answer.refusal, payment)] }
  const row = await services.prisma.attempt.findUniqueOrThrow({ where: { id: answer.attemptId } })
  const attempt: PaymentAttemptModel = { ...row, currencyCode: payment.currencyCode }
  return { payment: now, attempt, errors: providerDeclined(row) }
}

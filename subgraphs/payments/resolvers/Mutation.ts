import { invalidInput, MoneyError, parseInput, requireViewer, toMinorUnits } from '@tradewind/service'
import type { InvalidInputError } from '@tradewind/service'
import { refund, retryCapture, voidPayment } from '../domain/staff.ts'
import { exceedsCaptured, paymentNotFound, wrongState } from './errors.ts'
import type { MutationResolvers } from './generated/types.ts'
import { refundPaymentInput, retryCaptureInput, voidPaymentInput } from './inputs.ts'
import { failed, perform } from './perform.ts'

export const Mutation: MutationResolvers = {
  async refundPayment(_, { input }, context) {
    const parsed = parseInput(refundPaymentInput, input)
    if (!parsed.ok) return failed(parsed.errors)
    const payment = await context.loaders.payment.load(parsed.value.paymentId)
    if (!payment) return failed([paymentNotFound()])
    const amount = readAmount(parsed.value.amount, payment.currencyCode)
    if (typeof amount === 'object' && amount !== null) return failed([amount])
    return perform(context, payment, {
      ...command('refundPayment', requireViewer(context).id, parsed.value),
      decide: (current) => refund(current, amount),
      refused: exceedsCaptured,
    })
  },

  async retryCapture(_, { input }, context) {
    const parsed = parseInput(retryCaptureInput, input)
    if (!parsed.ok) return failed(parsed.errors)
    const payment = await context.loaders.payment.load(parsed.value.paymentId)
    if (!payment) return failed([paymentNotFound()])
    return perform(context, payment, {
      ...command('retryCapture', requireViewer(context).id, parsed.value),
      decide: retryCapture,
      refused: wrongState,
    })
  },

  async voidPayment(_, { input }, context) {
    const parsed = parseInput(voidPaymentInput, input)
    if (!parsed.ok) return failed(parsed.errors)
    const payment = await context.loaders.payment.load(parsed.value.paymentId)
    if (!payment) return failed([paymentNotFound()])
    return perform(context, payment, {
      ...command('voidPayment', requireViewer(context).id, parsed.value),
      decide: voidPayment,
      refused: wrongState,
    })
  },
}

/** Who wants what, so that the same request sent again is known again. */
function command(
  mutation: string,
  actorId: string,
  { idempotencyKey, ...input }: { readonly idempotencyKey: string; readonly reason?: string },
) {
  return {
    actorId,
    idempotencyKey,
    content: [mutation, input],
    ...(input.reason && { reason: input.reason }),
  }
}

/** An amount in minor units, null for "all of it", or what is wrong with it. */
function readAmount(amount: string | null, currencyCode: string): bigint | null | InvalidInputError {
  if (amount === null) return null
  try {
    const units = toMinorUnits(amount, currencyCode)
    return units > 0n ? units : invalidInput('Refund more than nothing.', ['amount'])
  } catch (error) {
    if (error instanceof MoneyError) return invalidInput(error.message, ['amount'])
    throw error
  }
}

import { invalidInput, MoneyError, requireViewer, toMinorUnits } from '@tradewind/service'
import type { InvalidInputError } from '@tradewind/service'
import { refund, retryCapture, voidPayment } from '../domain/staff.ts'
import { exceedsCaptured, wrongState } from './errors.ts'
import type { MutationResolvers } from './generated/types.ts'
import { refundPaymentInput, retryCaptureInput, voidPaymentInput } from './inputs.ts'
import { failed, onPayment, perform } from './perform.ts'

export const Mutation: MutationResolvers = {
  refundPayment: (_, { input }, context) =>
    onPayment(context, refundPaymentInput, input, async (payment, given) => {
      const amount = readAmount(given.amount, payment.currencyCode)
      if (amount !== null && typeof amount === 'object') return failed([amount])
      return perform(context, payment, {
        ...command('refundPayment', requireViewer(context).id, given),
        decide: (current) => refund(current, amount),
        refused: exceedsCaptured,
      })
    }),

  retryCapture: (_, { input }, context) =>
    onPayment(context, retryCaptureInput, input, (payment, given) =>
      perform(context, payment, {
        ...command('retryCapture', requireViewer(context).id, given),
        decide: retryCapture,
        refused: wrongState,
      }),
    ),

  voidPayment: (_, { input }, context) =>
    onPayment(context, voidPaymentInput, input, (payment, given) =>
      perform(context, payment, {
        ...command('voidPayment', requireViewer(context).id, given),
        decide: voidPayment,
        refused: wrongState,
      }),
    ),
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

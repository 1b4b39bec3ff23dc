import { toMoney } from '@tradewind/service'
import type { Attempt } from '../data/generated/client.ts'
import type { PaymentView } from '../data/loaders.ts'
import type { ExceedsCaptured, WrongState } from '../domain/staff.ts'

export const paymentNotFound = () => ({
  __typename: 'PaymentNotFoundError' as const,
  message: 'There is no payment with this id.',
  path: ['paymentId'],
})

export const idempotencyConflict = () => ({
  __typename: 'IdempotencyConflict' as const,
  message: 'This idempotency key was used before with another input; use a new key for a new request.',
  path: ['idempotencyKey'],
})

/** The provider refused what an attempt asked for; none where it did not. */
export const providerDeclined = ({ outcome, declineReason }: Attempt) =>
  outcome === 'DECLINED' && declineReason !== null
    ? [
        {
          __typename: 'PaymentProviderDeclinedError' as const,
          message: 'The payment provider refused; see `reason`.',
          path: null,
          reason: declineReason,
        },
      ]
    : []

export const exceedsCaptured = ({ refundable }: ExceedsCaptured, { currencyCode }: PaymentView) => {
  const most = toMoney(refundable, currencyCode)
  return {
    __typename: 'RefundExceedsCapturedError' as const,
    message:
      refundable > 0n
        ? `${most.amount} ${currencyCode} can be refunded at most.`
        : 'There is nothing captured that could be refunded.',
    path: ['amount'],
    refundable: most,
  }
}

export const wrongState = ({ state }: WrongState) => ({
  __typename: 'PaymentStateError' as const,
  message: `This cannot be done with a payment that is ${state}.`,
  path: ['paymentId'],
  state,
})

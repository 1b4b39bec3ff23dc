import { invalidInput } from '@tradewind/service'
import type { Refusal } from '../domain/refusal.ts'

/** A refusal as the caller is told of it. */
export function toError(refusal: Refusal) {
  switch (refusal.code) {
    case 'LOCATION_NOT_FOUND':
      return locationNotFound(refusal.field)
    case 'INSUFFICIENT_STOCK':
      return {
        __typename: 'InsufficientStockError' as const,
        message: `There are ${refusal.onHand} on hand, and ${refusal.reserved} of them are held for orders.`,
        path: [refusal.field],
        onHand: refusal.onHand,
        reserved: refusal.reserved,
      }
    case 'TOO_MUCH_STOCK':
      return invalidInput('The level would hold more than can be kept.', [refusal.field])
    case 'IDEMPOTENCY_CONFLICT':
      return {
        __typename: 'IdempotencyConflict' as const,
        message: 'This idempotency key was used for another request; make a new one for a new request.',
        path: ['idempotencyKey'],
      }
    default:
      return refusal satisfies never
  }
}

export const locationNotFound = (field: string) => ({
  __typename: 'LocationNotFoundError' as const,
  message: 'There is no location of this id.',
  path: [field],
})

export const locationCodeTaken = (code: string) => ({
  __typename: 'LocationCodeTakenError' as const,
  message: `There is a location with the code ${code} already.`,
  path: ['code'],
})

export const defaultMustBeActive = () => ({
  __typename: 'DefaultLocationError' as const,
  message:
    'The default location must be active: make another location the default first, or activate this one.',
  path: ['active'],
})

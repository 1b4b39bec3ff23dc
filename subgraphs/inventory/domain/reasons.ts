/** Why on hand changed. */
export type AdjustmentReason = PersonsReason | 'TRANSFER' | 'STATED' | 'SALE' | 'CANCELLATION'

/** The reasons a person may give. */
export type PersonsReason = 'RECEIVED' | 'COUNTED' | 'DAMAGED' | 'LOST' | 'RETURNED'

/** Says in a sentence what is wrong with giving this reason for adding (or taking away) pieces; null when nothing is. */
export function faultOf(reason: PersonsReason, delta: number): string | null {
  switch (reason) {
    case 'RECEIVED':
    case 'RETURNED':
      return delta > 0 ? null : `${reason} adds pieces: the delta must be positive.`
    case 'DAMAGED':
    case 'LOST':
      return delta < 0 ? null : `${reason} takes pieces away: the delta must be negative.`
    case 'COUNTED':
      return null
    default:
      return reason satisfies never
  }
}

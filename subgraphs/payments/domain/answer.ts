/**
 * Why the provider refused. `NOT_POSSIBLE`: what was asked cannot be done as things stand at the provider (capturing
 * what is void, refunding more than was captured). `NO_ANSWER` is ours: it never said anything for certain.
 */
export type DeclineReason =
  'REFUSED' | 'INSUFFICIENT_FUNDS' | 'EXPIRED_CARD' | 'INVALID_TOKEN' | 'NOT_POSSIBLE' | 'NO_ANSWER'

/**
 * What a provider says to a request. `approved` and `declined` are final. `pending`: it will decide later. `unknown`:
 * no answer arrived (a time-out, a broken connection), so it may have been done or not.
 */
export type Answer =
  | { readonly outcome: 'approved'; readonly reference: string }
  | { readonly outcome: 'declined'; readonly reason: DeclineReason }
  | { readonly outcome: 'pending' }
  | { readonly outcome: 'unknown' }

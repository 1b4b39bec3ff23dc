import type { Answer } from '../domain/answer.ts'

/** Which authorisation a capture, void or refund is about. */
export interface AuthorisationRef {
  /** The key the authorisation was asked for with. */
  readonly idempotencyKey: string
  /** The provider's own name for it; null when it never answered. */
  readonly reference: string | null
}

/** What every request carries. The same key with the same request is done once, and answered alike each time. */
interface Request {
  readonly idempotencyKey: string
  /** Minor units. */
  readonly amount: bigint
  readonly currencyCode: string
}

export interface AuthoriseRequest extends Request {
  /** What the provider's form gave the client. A secret, in plain text here alone: not to be logged or kept. */
  readonly paymentToken: string
}

/** A capture, void or refund: something done to an authorisation. */
export interface FollowUpRequest extends Request {
  readonly authorisation: AuthorisationRef
}

/**
 * A payment provider, as payments uses it. Every call ends when `signal` is aborted. A call that throws counts as
 * `unknown`: it may have been done. Calls are repeated, with the same key, until the answer is final.
 */
export interface PaymentProvider {
  readonly name: string
  /** Holds an amount for us. */
  authorise(request: AuthoriseRequest, signal: AbortSignal): Promise<Answer>
  /** Takes what is held. */
  capture(request: FollowUpRequest, signal: AbortSignal): Promise<Answer>
  /**
   * Gives back what is held. Approved means that nothing is held under the authorisation and nothing will be, also
   * when the provider has never heard of it.
   */
  void(request: FollowUpRequest, signal: AbortSignal): Promise<Answer>
  /** Gives back captured money, all or part of it. */
  refund(request: FollowUpRequest, signal: AbortSignal): Promise<Answer>
  /** What became of the request with a key; `absent` when it never arrived, so that it may be sent again. */
  lookUp(idempotencyKey: string, signal: AbortSignal): Promise<Answer | { readonly outcome: 'absent' }>
  /** Stops sending notifications. */
  stop(): Promise<void>
}

/**
 * Called by a provider that has word about one of its requests (a webhook). Only a hint: it carries no answer, what
 * became of the request is looked up. It may come twice, late, or never.
 */
export type Notify = (idempotencyKey: string) => Promise<void>

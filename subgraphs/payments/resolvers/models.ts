import type { Attempt, LedgerEntry } from '../data/generated/client.ts'
import type { PaymentView } from '../data/loaders.ts'

/** What the resolvers of each type are given as their parent. */
export type PaymentModel = PaymentView
export type PaymentLedgerEntryModel = LedgerEntry & { readonly currencyCode: string }
export type PaymentAttemptModel = Attempt & { readonly currencyCode: string }
export interface OrderModel {
  readonly id: string
}

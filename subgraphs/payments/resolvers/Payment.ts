import { toMoney } from '@tradewind/service'
import type {
  OrderResolvers,
  PaymentAttemptResolvers,
  PaymentLedgerEntryResolvers,
  PaymentResolvers,
} from './generated/types.ts'
import { visibleTo } from './visibility.ts'

export const Payment: PaymentResolvers = {
  __resolveReference: async ({ id }, { loaders, viewer }) =>
    visibleTo(viewer, await loaders.payment.load(id)),
  order: ({ orderId }) => ({ id: orderId }),
  amount: ({ amount, currencyCode }) => toMoney(amount, currencyCode),
  authorisedAmount: ({ authorisedAmount, currencyCode }) => toMoney(authorisedAmount, currencyCode),
  capturedAmount: ({ capturedAmount, currencyCode }) => toMoney(capturedAmount, currencyCode),
  voidedAmount: ({ voidedAmount, currencyCode }) => toMoney(voidedAmount, currencyCode),
  refundedAmount: ({ refundedAmount, currencyCode }) => toMoney(refundedAmount, currencyCode),
  ledger: async ({ id, currencyCode }, _, { loaders }) =>
    ((await loaders.ledger.load(id)) ?? []).map((entry) => ({ ...entry, currencyCode })),
  attempts: async ({ id, currencyCode }, _, { loaders }) =>
    ((await loaders.attempts.load(id)) ?? []).map((attempt) => ({ ...attempt, currencyCode })),
}

export const PaymentLedgerEntry: PaymentLedgerEntryResolvers = {
  amount: ({ amount, currencyCode }) => toMoney(amount, currencyCode),
}

export const PaymentAttempt: PaymentAttemptResolvers = {
  amount: ({ amount, currencyCode }) => toMoney(amount, currencyCode),
}

export const Order: OrderResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  payment: async ({ id }, _, { loaders, viewer }) => visibleTo(viewer, await loaders.paymentOfOrder.load(id)),
}

import { scalars } from '@tradewind/service'
import type { Resolvers } from './generated/types.ts'
import { Mutation } from './Mutation.ts'
import { Order, Payment, PaymentAttempt, PaymentLedgerEntry } from './Payment.ts'
import { Query } from './Query.ts'

export const resolvers: Resolvers = {
  ...scalars,
  Query,
  Mutation,
  Order,
  Payment,
  PaymentAttempt,
  PaymentLedgerEntry,
}

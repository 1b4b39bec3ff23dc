import { scalars } from '@tradewind/service'
import { Customer } from './Customer.ts'
import type { Resolvers } from './generated/types.ts'
import { Mutation } from './Mutation.ts'
import { Query } from './Query.ts'

export const resolvers: Resolvers = {
  DateTime: scalars.DateTime,
  Query,
  Mutation,
  Customer,
}

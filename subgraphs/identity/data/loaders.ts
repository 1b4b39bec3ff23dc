import { createLoader, isId } from '@tradewind/service'
import type { AddressBook } from '../domain/address-book.ts'
import { findAddressBooks } from './addresses.ts'
import type { Customer, PrismaClient } from './generated/client.ts'

/** One query for all customers, and one for all address books, that a request asks for in the same turn. */
export interface Loaders {
  readonly customers: ReturnType<typeof createLoader<Customer>>
  readonly addressBooks: ReturnType<typeof createLoader<AddressBook>>
}

export function createLoaders(prisma: PrismaClient): Loaders {
  return {
    customers: createLoader(async (ids) => {
      const customers = await prisma.customer.findMany({ where: { id: { in: ids.filter(isId) } } })
      return new Map(customers.map((customer) => [customer.id, customer]))
    }),
    addressBooks: createLoader((customerIds) => findAddressBooks(prisma, customerIds)),
  }
}

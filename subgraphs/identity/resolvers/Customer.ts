import { isId } from '@tradewind/service'
import type { AddressBook } from '../domain/address-book.ts'
import type { Context } from '../context.ts'
import type { CustomerResolvers } from './generated/types.ts'
import type { CustomerModel } from './models.ts'
import { showTo } from './visibility.ts'

export const Customer: CustomerResolvers = {
  async __resolveReference({ id }, { viewer, loaders }) {
    const customer = isId(id) ? await loaders.customers.load(id) : null
    return customer && showTo(viewer, customer)
  },
  id: ({ customer }) => customer.id,
  email: ({ customer, visible }) => (visible ? customer.email : null),
  name: ({ customer, visible }) => (visible ? customer.name : null),
  roles: ({ customer, visible }) => (visible ? customer.roles : null),
  createdAt: ({ customer, visible }) => (visible ? customer.createdAt : null),
  async addresses(parent, _args, context) {
    const book = await addressBookOf(parent, context)
    return book && [...book]
  },
  async defaultAddress(parent, _args, context) {
    const book = await addressBookOf(parent, context)
    return book?.find((address) => address.isDefault) ?? null
  },
}

async function addressBookOf(
  { customer, visible }: CustomerModel,
  { loaders }: Context,
): Promise<AddressBook | null> {
  return visible ? loaders.addressBooks.load(customer.id) : null
}

import { changeAddressBook } from '../../data/addresses.ts'
import { removeAddress as remove } from '../../domain/address-book.ts'
import { addressNotFound } from '../errors.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { requireLiveSession } from '../live-session.ts'
import { showTo } from '../visibility.ts'

export const removeAddress: MutationResolvers['removeAddress'] = async (_root, { input }, context) => {
  const { viewer, customer } = await requireLiveSession(context)
  const change = await changeAddressBook(context.prisma, customer.id, (book) => remove(book, input.id))
  context.loaders.addressBooks.clear(customer.id)
  if (change.kind === 'not-found') return { errors: [addressNotFound()] }
  return { customer: showTo(viewer, customer), errors: [] }
}

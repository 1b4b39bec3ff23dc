import { invalidInput, parseInput } from '@tradewind/service'
import { changeAddressBook } from '../../data/addresses.ts'
import { updateAddress as update } from '../../domain/address-book.ts'
import { addressNotFound } from '../errors.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { updateAddressInput } from '../inputs.ts'
import { requireLiveSession } from '../live-session.ts'

export const updateAddress: MutationResolvers['updateAddress'] = async (_root, { input }, context) => {
  const { customer } = await requireLiveSession(context)
  const { id, ...fields } = input
  const parsed = parseInput(updateAddressInput, fields)
  if (!parsed.ok) return { errors: parsed.errors }

  const change = await changeAddressBook(context.prisma, customer.id, (book) =>
    update(book, id, parsed.value),
  )
  context.loaders.addressBooks.clear(customer.id)
  if (change.kind === 'not-found') return { errors: [addressNotFound()] }
  if (change.kind === 'default-needed') {
    return { errors: [invalidInput('Make another address the default instead.', ['isDefault'])] }
  }
  return { address: change.book.find((address) => address.id === id), errors: [] }
}

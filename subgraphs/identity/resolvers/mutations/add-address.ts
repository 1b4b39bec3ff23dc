import { parseInput } from '@tradewind/service'
import { changeAddressBook } from '../../data/addresses.ts'
import { addAddress as add, MAX_ADDRESSES } from '../../domain/address-book.ts'
import { tooManyAddresses } from '../errors.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { addAddressInput } from '../inputs.ts'
import { requireLiveSession } from '../live-session.ts'

export const addAddress: MutationResolvers['addAddress'] = async (_root, { input }, context) => {
  const { customer } = await requireLiveSession(context)
  const parsed = parseInput(addAddressInput, input)
  if (!parsed.ok) return { errors: parsed.errors }
  const { line2 = null, region = null, postalCode = null, phone = null, ...rest } = parsed.value
  const address = { id: context.newId(), ...rest, line2, region, postalCode, phone }

  const change = await changeAddressBook(context.prisma, customer.id, (book) => add(book, address))
  context.loaders.addressBooks.clear(customer.id)
  if (change.kind === 'full') return { errors: [tooManyAddresses(MAX_ADDRESSES)] }
  return { address: change.book.find(({ id }) => id === address.id), errors: [] }
}

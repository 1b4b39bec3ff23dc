import { parseInput } from '@tradewind/service'
import { renameCustomer } from '../../data/customers.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { updateProfileInput } from '../inputs.ts'
import { requireLiveSession } from '../live-session.ts'
import { showTo } from '../visibility.ts'

export const updateProfile: MutationResolvers['updateProfile'] = async (_root, { input }, context) => {
  const { viewer, customer } = await requireLiveSession(context)
  const parsed = parseInput(updateProfileInput, input)
  if (!parsed.ok) return { errors: parsed.errors }
  const { name = customer.name } = parsed.value
  const renamed = await renameCustomer(context.prisma, customer.id, name)
  return { customer: showTo(viewer, renamed), errors: [] }
}

import { forbidden, isId, parseInput } from '@tradewind/service'
import { setCustomerRoles } from '../../data/customers.ts'
import { customerNotFound, lastAdmin } from '../errors.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { setRolesInput } from '../inputs.ts'
import { requireLiveScope } from '../live-session.ts'
import { showTo } from '../visibility.ts'

export const setRoles: MutationResolvers['setRoles'] = async (_root, { input }, context) => {
  const viewer = await requireLiveScope(context, 'roles:write')
  const parsed = parseInput(setRolesInput, { roles: input.roles })
  if (!parsed.ok) return { errors: parsed.errors }
  if (!isId(input.customerId)) return { errors: [customerNotFound()] }

  const { roles } = parsed.value
  const outcome = await setCustomerRoles(context.prisma, viewer.id, input.customerId, roles)
  switch (outcome) {
    case 'not-allowed':
      throw forbidden()
    case 'not-found':
      return { errors: [customerNotFound()] }
    case 'last-admin':
      return { errors: [lastAdmin()] }
    default:
      return { customer: showTo(viewer, outcome), errors: [] }
  }
}

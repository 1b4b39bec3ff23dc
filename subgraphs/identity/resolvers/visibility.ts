import { hasScope, type Viewer } from '@tradewind/service'
import type { Customer } from '../data/customers.ts'
import type { CustomerModel } from './models.ts'

/** A customer as `viewer` may see them: whole for themself and for staff, the id alone for anyone else. */
export function showTo(viewer: Viewer | null, customer: Customer): CustomerModel {
  return { customer, visible: viewer?.id === customer.id || hasScope(viewer, 'customers:read') }
}

/** A customer as they see themself, for those who have just proved who they are. */
export function showToThemself(customer: Customer): CustomerModel {
  return { customer, visible: true }
}

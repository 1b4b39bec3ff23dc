import { forbidden, requireViewer, unauthenticated, type Viewer } from '@tradewind/service'
import type { Context } from '../context.ts'
import { findCustomerOfSession, type Customer } from '../data/customers.ts'
import { scopesOf } from '../domain/roles.ts'

/**
 * The viewer, whose session goes on, and their account as it is now. Access tokens outlive their session and keep old
 * roles for up to ten minutes; here, where sessions and roles are at home, whatever changes something does not wait.
 */
export async function requireLiveSession(context: Context): Promise<{ viewer: Viewer; customer: Customer }> {
  const viewer = requireViewer(context)
  const session = { id: viewer.sessionId, customerId: viewer.id }
  const customer = await findCustomerOfSession(context.prisma, session)
  if (customer === null) throw unauthenticated('This session has ended; sign in again.')
  return { viewer, customer }
}

/** The same for what needs a scope: the account must have it now, not only when the access token was issued. */
export async function requireLiveScope(context: Context, scope: string): Promise<Viewer> {
  const { viewer, customer } = await requireLiveSession(context)
  if (!scopesOf(customer.roles).includes(scope)) throw forbidden()
  return viewer
}

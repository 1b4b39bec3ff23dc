/** What a person is in this shop. */
export type Role = 'CUSTOMER' | 'STAFF' | 'ADMIN'

const STAFF_SCOPES = [
  'catalog:write',
  'inventory:read',
  'inventory:write',
  'orders:read',
  'orders:write',
  'payments:read',
  'payments:write',
  'customers:read',
  'console:read',
  'console:write',
] as const

/** What each role may do beyond its own things; a customer needs no scope for what is theirs. */
const SCOPES: Record<Role, readonly string[]> = {
  CUSTOMER: [],
  STAFF: STAFF_SCOPES,
  ADMIN: [...STAFF_SCOPES, 'customers:write', 'roles:write'],
}

/** The scopes of somebody with these roles, each once. */
export function scopesOf(roles: readonly Role[]): string[] {
  return [...new Set(roles.flatMap((role) => SCOPES[role]))]
}

/** Whether giving `target` these roles would leave the shop without an administrator. */
export function wouldLeaveNoAdmin(
  admins: readonly string[],
  target: string,
  roles: readonly Role[],
): boolean {
  return !roles.includes('ADMIN') && admins.every((admin) => admin === target) && admins.includes(target)
}

import type { Viewer } from '@tradewind/service'

/**
 * Decides which of the named policies a request satisfies. Called once for a request, with all the policies that its
 * operation depends on, and only where there are any. `viewer` is null for a request without an access token.
 */
export type PolicyEvaluator = (
  policies: readonly string[],
  viewer: Viewer | null,
) => ReadonlySet<string> | Promise<ReadonlySet<string>>

/** By policy, what satisfies it: any one of these conditions. */
export type PolicyMapping = ReadonlyMap<string, readonly PolicyCondition[]>

export interface PolicyCondition {
  readonly kind: 'role' | 'scope'
  readonly name: string
}

/**
 * Policies as a matter of roles and scopes. One that the mapping does not name is satisfied by whoever has the scope
 * or (in whatever case it is written) the role of that name.
 */
export function mappedPolicies(mapping: PolicyMapping): PolicyEvaluator {
  return (policies, viewer) => new Set(policies.filter((policy) => viewer && isSatisfied(policy, viewer)))

  function isSatisfied(policy: string, viewer: Viewer): boolean {
    const conditions = mapping.get(policy) ?? [
      { kind: 'scope', name: policy },
      { kind: 'role', name: policy.toUpperCase() },
    ]
    return conditions.some(({ kind, name }) =>
      kind === 'scope' ? viewer.scopes.has(name) : viewer.roles.some((role) => role === name),
    )
  }
}

/** `role:STAFF|scope:orders:read` → its conditions; null when it is not of that form. */
export function parseConditions(text: string): PolicyCondition[] | null {
  const conditions: PolicyCondition[] = []
  for (const part of text.split('|')) {
    const [, kind, name] = /^(role|scope):(\S+)$/.exec(part.trim()) ?? []
    if ((kind !== 'role' && kind !== 'scope') || !name) return null
    conditions.push({ kind, name })
  }
  return conditions
}

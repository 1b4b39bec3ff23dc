import { unauthenticated } from '../graphql/errors.ts'

export const roles = ['CUSTOMER', 'STAFF', 'ADMIN'] as const
export type Role = (typeof roles)[number]

/** Who sent a request, as a valid access token says. */
export interface Viewer {
  /** The customer's id. */
  readonly id: string
  readonly sessionId: string
  readonly roles: readonly Role[]
  readonly scopes: ReadonlySet<string>
  /** Until when the token is taken; what outlasts a request ends then. */
  readonly expiresAt: Date
}

/** The viewer of a request; throws UNAUTHENTICATED where there is none. */
export function requireViewer(context: { readonly viewer: Viewer | null }): Viewer {
  if (!context.viewer) throw unauthenticated()
  return context.viewer
}

/** Whether the viewer may do what a scope stands for. */
export const hasScope = (viewer: Viewer | null, scope: string): boolean => viewer?.scopes.has(scope) ?? false

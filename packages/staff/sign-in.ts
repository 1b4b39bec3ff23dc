import { hasScope, type TokenVerifier } from '@tradewind/service'
import { z } from 'zod'
import type { Session } from './sessions.ts'

/** To look, and to change: the scopes of whatever is for staff. */
const READ = 'console:read'
const WRITE = 'console:write'

export type SignInOutcome =
  { readonly ok: true; readonly session: Session } | { readonly ok: false; readonly message: string }

export type SignIn = (email: string, password: string) => Promise<SignInOutcome>

const answer = z.object({
  data: z.object({
    signIn: z.object({
      session: z.object({ accessToken: z.string() }).nullable(),
      errors: z.array(z.object({ message: z.string() })),
    }),
  }),
})

const mutation = /* GraphQL */ `
  mutation StaffSignIn($input: SignInInput!) {
    signIn(input: $input) {
      session {
        accessToken
      }
      errors {
        ... on UserError {
          message
        }
      }
    }
  }
`

/**
 * Signs staff in the way any client does, through the router, and lets in who has the scope for it.
 * @param site what they sign in to, such as `console`
 */
export function createSignIn(site: string, routerUrl: string, verify: TokenVerifier): SignIn {
  return async (email, password) => {
    const signedIn = await askRouter(site, routerUrl, email, password)
    if (!signedIn) return { ok: false, message: 'The shop does not answer; look whether the router is up.' }
    const { session, errors } = signedIn
    if (!session) return { ok: false, message: errors[0]?.message ?? 'This sign-in was refused.' }
    const viewer = await verify(`Bearer ${session.accessToken}`)
    if (!viewer || !hasScope(viewer, READ)) {
      return { ok: false, message: `This account is not one of the staff, and the ${site} is for staff.` }
    }
    return { ok: true, session: { staffId: viewer.id, email, mayWrite: hasScope(viewer, WRITE) } }
  }
}

async function askRouter(site: string, routerUrl: string, email: string, password: string) {
  try {
    const response = await fetch(routerUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'apollographql-client-name': `tradewind-${site}` },
      body: JSON.stringify({ query: mutation, variables: { input: { email, password } } }),
      signal: AbortSignal.timeout(10_000),
    })
    return answer.parse(await response.json()).data.signIn
  } catch {
    return null
  }
}

import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

/** How long a sign-in lasts. It cannot be revoked before, so it is short. */
export const SESSION_SECONDS = 3_600

/** Who is signed in. */
export interface Session {
  readonly staffId: string
  /** The address they signed in with. */
  readonly email: string
  /** Whether they may change anything, or only look. */
  readonly mayWrite: boolean
}

export interface Sessions {
  /** The value of the session cookie for a member of staff. */
  issue(session: Session): Promise<string>
  /** Whom a cookie was issued to; null for none, a forged or an expired one. */
  read(cookie: string | undefined): Promise<Session | null>
}

const claims = z.object({ sub: z.string(), email: z.string(), mayWrite: z.boolean() })

/**
 * Sessions kept in a signed cookie, so that any replica knows them.
 * @param site whose sessions they are: another site's are not accepted, even with the same secret
 */
export function createSessions(site: string, secret: string): Sessions {
  const key = new TextEncoder().encode(secret)
  const audience = `tradewind-${site}`
  return {
    issue: ({ staffId, email, mayWrite }) =>
      new SignJWT({ email, mayWrite })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(staffId)
        .setAudience(audience)
        .setExpirationTime(`${SESSION_SECONDS}s`)
        .sign(key),
    async read(cookie) {
      if (!cookie) return null
      try {
        const options = { algorithms: ['HS256'], audience, requiredClaims: ['exp'] }
        const { payload } = await jwtVerify(cookie, key, options)
        const { sub: staffId, email, mayWrite } = claims.parse(payload)
        return { staffId, email, mayWrite }
      } catch {
        return null
      }
    },
  }
}

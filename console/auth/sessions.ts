import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

/** How long a sign-in at the console lasts. It cannot be revoked before, so it is short. */
export const SESSION_SECONDS = 3_600
export const SESSION_COOKIE = 'tradewind_console'

/** Who is signed in. */
export interface Session {
  readonly staffId: string
  /** The address they signed in with. */
  readonly email: string
  /** Whether they may retry and discard failed events, pause queues and the like. */
  readonly mayWrite: boolean
}

export interface Sessions {
  /** The value of the session cookie for a member of staff. */
  issue(session: Session): Promise<string>
  /** Whom a cookie was issued to; null for none, a forged or an expired one. */
  read(cookie: string | undefined): Promise<Session | null>
}

const AUDIENCE = 'tradewind-console'

const claims = z.object({ sub: z.string(), email: z.string(), mayWrite: z.boolean() })

/** Sessions kept in a signed cookie, so that any replica knows them. */
export function createSessions(secret: string): Sessions {
  const key = new TextEncoder().encode(secret)
  return {
    issue: ({ staffId, email, mayWrite }) =>
      new SignJWT({ email, mayWrite })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(staffId)
        .setAudience(AUDIENCE)
        .setExpirationTime(`${SESSION_SECONDS}s`)
        .sign(key),
    async read(cookie) {
      if (!cookie) return null
      try {
        const options = { algorithms: ['HS256'], audience: AUDIENCE, requiredClaims: ['exp'] }
        const { payload } = await jwtVerify(cookie, key, options)
        const { sub: staffId, email, mayWrite } = claims.parse(payload)
        return { staffId, email, mayWrite }
      } catch {
        return null
      }
    },
  }
}

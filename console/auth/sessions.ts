import { jwtVerify, SignJWT } from 'jose'

/** How long a sign-in at the console lasts. It cannot be revoked before, so it is short. */
export const SESSION_SECONDS = 3_600
export const SESSION_COOKIE = 'tradewind_console'

export interface Sessions {
  /** The value of the session cookie for a member of staff. */
  issue(staffId: string): Promise<string>
  /** The member of staff a cookie was issued to; null for none, a forged or an expired one. */
  read(cookie: string | undefined): Promise<string | null>
}

const AUDIENCE = 'tradewind-console'

/** Sessions kept in a signed cookie, so that any replica knows them. */
export function createSessions(secret: string): Sessions {
  const key = new TextEncoder().encode(secret)
  return {
    issue: (staffId) =>
      new SignJWT()
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
        return payload.sub ?? null
      } catch {
        return null
      }
    },
  }
}

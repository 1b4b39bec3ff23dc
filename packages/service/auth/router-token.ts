import { jwtVerify, SignJWT } from 'jose'

/** The header in which the router proves to a subgraph that a request comes from it. */
export const ROUTER_HEADER = 'x-tradewind-router'

const LIFETIME_S = 60
const RENEW_AFTER_MS = 30_000

const toKey = (secret: string): Uint8Array => new TextEncoder().encode(secret)

/** Gives the header's value for a subgraph: a short-lived JWT (HS256) for that subgraph alone, made anew every 30 s. */
export function createRouterSigner(secret: string): (subgraph: string) => Promise<string> {
  const key = toKey(secret)
  const current = new Map<string, { token: Promise<string>; renewAt: number }>()
  return (subgraph) => {
    const known = current.get(subgraph)
    if (known && known.renewAt > Date.now()) return known.token
    const token = new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(subgraph)
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_S}s`)
      .sign(key)
    current.set(subgraph, { token, renewAt: Date.now() + RENEW_AFTER_MS })
    return token
  }
}

/** Checks the header on the subgraph's side; the last good value is remembered until it expires. */
export function createRouterVerifier(
  secret: string,
  subgraph: string,
): (header: string | null) => Promise<boolean> {
  const key = toKey(secret)
  const accepted = new Map<string, number>()
  return async (header) => {
    if (!header) return false
    if ((accepted.get(header) ?? 0) > Date.now()) return true
    try {
      const { payload } = await jwtVerify(header, key, {
        algorithms: ['HS256'],
        audience: subgraph,
        requiredClaims: ['exp'],
        clockTolerance: 5,
      })
      if (accepted.size >= 64) accepted.clear()
      accepted.set(header, (payload.exp ?? 0) * 1_000)
      return true
    } catch {
      return false
    }
  }
}

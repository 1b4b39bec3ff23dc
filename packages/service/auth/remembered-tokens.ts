import type { TokenVerifier } from './access-token.ts'
import type { Viewer } from './viewer.ts'

/** Far shorter than the issuer's keys are kept: a key that it withdraws is not believed longer for it. */
const REMEMBERED_MS = 60_000
const MOST = 10_000

interface Remembered {
  readonly viewer: Viewer
  readonly until: number
}

/**
 * Takes a token that was found good for a minute, or until it expires, without checking its signature again: a page asks
 * several times, and each subgraph that it needs is asked in turn. What does not hold is never remembered.
 */
export function rememberTokens(
  verify: (authorization: string) => Promise<Viewer>,
  now: () => number = Date.now,
): TokenVerifier {
  const known = new Map<string, Remembered>()
  return async (authorization) => {
    if (authorization === null) return null
    const remembered = known.get(authorization)
    if (remembered && now() < remembered.until) return remembered.viewer
    known.delete(authorization)
    const viewer = await verify(authorization)
    // The one that was verified longest ago makes room.
    if (known.size >= MOST) known.delete(known.keys().next().value!)
    const until = Math.min(now() + REMEMBERED_MS, viewer.expiresAt.getTime())
    known.set(authorization, { viewer, until })
    return viewer
  }
}

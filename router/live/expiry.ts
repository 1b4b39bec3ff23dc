/** The verifier of tokens takes them for so much longer than they say, as clocks differ; so does a subscription. */
const TOLERANCE_MS = 5_000
/** The longest that a timer can be set for. */
const MAX_TIMER_MS = 2 ** 31 - 1

/**
 * In how many milliseconds the token of an `Authorization` header that has been verified is taken no more; null where
 * there is none.
 */
export function lifetimeOf(authorization: string | null, now = Date.now()): number | null {
  const [, payload] = authorization?.split('.') ?? []
  if (payload === undefined) return null
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number }
  return Math.min(Math.max(0, exp * 1_000 + TOLERANCE_MS - now), MAX_TIMER_MS)
}

/** What is said when it ends. */
export const EXPIRED = 'The access token has expired; subscribe again with a new one.'

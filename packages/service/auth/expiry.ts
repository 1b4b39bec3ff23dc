import type { Viewer } from './viewer.ts'

/** The longest that a timer can be set for. */
const MAX_TIMER_MS = 2 ** 31 - 1

/**
 * In how many milliseconds a viewer's token is taken no more, as a timer can be set for it: between 0 and about 24 days.
 * Null for a viewer who is nobody.
 */
export const lifetimeOf = (viewer: Viewer | null): number | null =>
  viewer && Math.min(Math.max(0, viewer.expiresAt.getTime() - Date.now()), MAX_TIMER_MS)

/** What is said to who subscribed, when it ends. */
export const TOKEN_EXPIRED = 'The access token has expired; subscribe again with a new one.'

const MINUTE = 60 * 1000
const DAY = 24 * 60 * MINUTE

/** How long an access token works, in milliseconds. */
export const ACCESS_TOKEN_LIFETIME = 10 * MINUTE
/** A new key is published this long before it signs: longer than any verifier keeps a key set without asking again. */
export const PUBLISHED_AHEAD = 15 * MINUTE
/** An old key stays published this much longer than its last token works: verifiers' clocks may be slow. */
export const CLOCK_TOLERANCE = 2 * MINUTE
/** A key signs for this long before the next one takes over. */
export const ROTATION_PERIOD = 30 * DAY

/** When a signing key was made, and from when on it signs. The rest follows from its neighbours' times. */
export interface KeyTimes {
  readonly id: string
  readonly createdAt: Date
  readonly signsFrom: Date
}

/**
 * The key that signs at `now`: the one that took over last. Where none has, the first one signs: its `signsFrom` was
 * written by a clock ahead of ours. Null when there is no key.
 */
export function signerAt<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key | null {
  const ordered = byTakeover(keys)
  return ordered.findLast((key) => key.signsFrom <= now) ?? ordered[0] ?? null
}

/** The keys whose tokens may still be working at `now`, and those that will sign: what the JWKS shows. */
export function publishedAt<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key[] {
  const ordered = byTakeover(keys)
  return ordered.filter((_key, index) => {
    const successor = ordered[index + 1]
    return successor === undefined || now.getTime() < lastUse(successor)
  })
}

/** The key that is published but does not sign yet; null when there is none. */
export function waitingAt<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key | null {
  return byTakeover(keys).find((key) => key.signsFrom > now) ?? null
}

/** The time from which a key made at `now` signs: at once when there is no other. */
export function signsFrom(keys: readonly KeyTimes[], now: Date): Date {
  return keys.length === 0 ? now : new Date(now.getTime() + PUBLISHED_AHEAD)
}

/** Whether it is time to make a new key: there is none, or the newest has signed for its period. */
export function isRotationDue(keys: readonly KeyTimes[], now: Date): boolean {
  const newest = byTakeover(keys).at(-1)
  return (
    newest === undefined || now.getTime() >= newest.signsFrom.getTime() + ROTATION_PERIOD - PUBLISHED_AHEAD
  )
}

function lastUse(successor: KeyTimes): number {
  return successor.signsFrom.getTime() + ACCESS_TOKEN_LIFETIME + CLOCK_TOLERANCE
}

function byTakeover<Key extends KeyTimes>(keys: readonly Key[]): Key[] {
  return keys.toSorted(
    (a, b) => a.signsFrom.getTime() - b.signsFrom.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  )
}

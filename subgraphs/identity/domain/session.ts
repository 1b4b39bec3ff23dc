const DAY = 24 * 60 * 60 * 1000

/** An unused refresh token works this long (milliseconds); every refresh starts the time anew … */
export const REFRESH_TOKEN_LIFETIME = 30 * DAY
/** … until the session is this old: then its customer signs in again. */
export const SESSION_LIFETIME = 180 * DAY

/** Why a session ended before its time. */
export type SessionEnd = 'SIGNED_OUT' | 'SIGNED_OUT_EVERYWHERE' | 'PASSWORD_CHANGED' | 'TOKEN_REUSED'

interface SessionFacts {
  readonly id: string
  readonly customerId: string
  readonly createdAt: Date
  /** When the refresh token stops working; never later than the session's whole lifetime. */
  readonly expiresAt: Date
}

/**
 * A sign-in on one device: a family of refresh tokens, each made from the one before, of which only the latest works.
 * `tokenHash` stands for that one.
 */
export type Session =
  | (SessionFacts & { readonly status: 'live'; readonly tokenHash: string; readonly rotatedAt: Date })
  | (SessionFacts & { readonly status: 'ended'; readonly endedAt: Date; readonly reason: SessionEnd })

export type LiveSession = Extract<Session, { status: 'live' }>

/** A new session whose first refresh token hashes to `tokenHash`. */
export function openSession(id: string, customerId: string, tokenHash: string, now: Date): LiveSession {
  return {
    status: 'live',
    id,
    customerId,
    createdAt: now,
    tokenHash,
    rotatedAt: now,
    expiresAt: expiryOf(now, now),
  }
}

/** The same session, over. An ended one stays as it is: the first reason counts. */
export function endSession(session: Session, reason: SessionEnd, now: Date): Session {
  if (session.status === 'ended') return session
  const { id, customerId, createdAt, expiresAt } = session
  return { status: 'ended', id, customerId, createdAt, expiresAt, endedAt: now, reason }
}

/** What comes of presenting a refresh token of a session's family. */
export type Refresh =
  | { readonly kind: 'rotated'; readonly session: LiveSession }
  | { readonly kind: 'reused'; readonly session: Session }
  | { readonly kind: 'refused' }

/**
 * Presents the refresh token that hashes to `presented`. The latest one is exchanged for `next`. An earlier one has
 * been copied, by whoever presents it or whoever used it first, and there is no telling which: the whole family ends
 * (RFC 9700, section 4.14.2).
 */
export function refresh(session: Session, presented: string, next: string, now: Date): Refresh {
  if (session.status === 'ended' || session.expiresAt <= now) return { kind: 'refused' }
  if (session.tokenHash !== presented) {
    return { kind: 'reused', session: endSession(session, 'TOKEN_REUSED', now) }
  }
  const rotated = { ...session, tokenHash: next, rotatedAt: now, expiresAt: expiryOf(session.createdAt, now) }
  return { kind: 'rotated', session: rotated }
}

function expiryOf(createdAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + REFRESH_TOKEN_LIFETIME, createdAt.getTime() + SESSION_LIFETIME))
}

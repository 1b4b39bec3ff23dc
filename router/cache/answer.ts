import { hash } from 'node:crypto'

/** An answer as it is kept: whole, without errors, and as the text that goes to the client. */
export interface KeptAnswer {
  /** `{"data":…}` */
  readonly body: string
  /** When it was made: milliseconds since 1970. */
  readonly keptAt: number
  /** Seconds from then on that it may be given to clients. */
  readonly maxAge: number
  /** Whether it is for one identity alone. */
  readonly isPrivate: boolean
}

export const isFresh = ({ keptAt, maxAge }: KeptAnswer, now = Date.now()): boolean =>
  now < keptAt + maxAge * 1_000

/** Whole seconds since it was made. */
export const ageOf = ({ keptAt, maxAge }: KeptAnswer, now = Date.now()): number =>
  Math.min(maxAge, Math.max(0, Math.floor((now - keptAt) / 1_000)))

/** A strong entity tag (RFC 9110, section 8.8.3): equal for equal bodies. */
export const etagOf = ({ body }: KeptAnswer): string => `"${hash('sha256', body, 'base64url').slice(0, 27)}"`

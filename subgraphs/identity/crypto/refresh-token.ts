import { createHash, randomBytes } from 'node:crypto'

const FAMILY_BYTES = 16
const SECRET_BYTES = 32
const FORM = /^[\w-]{64}$/

/**
 * A refresh token: 48 random bytes, of which the first 16 are the same in all tokens of a session and lead to it, and
 * the rest is new each time. So an old token is recognised as one without any of them being kept. Only the hashes are
 * stored; SHA-256 is enough for secrets that cannot be guessed.
 */
export interface RefreshToken {
  /** What the client gets: 64 characters of base64url. */
  readonly value: string
  /** SHA-256 (hex) of the family part. */
  readonly familyHash: string
  /** SHA-256 (hex) of the whole token. */
  readonly hash: string
}

/** The first refresh token of a session. */
export function newRefreshToken(): RefreshToken {
  return toToken(randomBytes(FAMILY_BYTES + SECRET_BYTES))
}

/** The token to exchange another one for: of the same family, otherwise unrelated. */
export function nextRefreshToken({ value }: RefreshToken): RefreshToken {
  const family = Buffer.from(value, 'base64url').subarray(0, FAMILY_BYTES)
  return toToken(Buffer.concat([family, randomBytes(SECRET_BYTES)]))
}

/** Reads what a client presents; null when it cannot be a refresh token. */
export function readRefreshToken(value: string): RefreshToken | null {
  return FORM.test(value) ? toToken(Buffer.from(value, 'base64url')) : null
}

function toToken(bytes: Buffer): RefreshToken {
  return {
    value: bytes.toString('base64url'),
    familyHash: sha256(bytes.subarray(0, FAMILY_BYTES)),
    hash: sha256(bytes),
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

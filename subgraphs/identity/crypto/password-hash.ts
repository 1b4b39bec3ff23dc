import { hash, verify, type Options } from '@node-rs/argon2'
import { randomBytes } from 'node:crypto'

// OWASP Password Storage Cheat Sheet: Argon2id (the library's default algorithm), 19 MiB, 2 passes, 1 lane.
const PARAMETERS: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Made at the first sign-in with an unknown e-mail address; nobody knows its password. */
let nobodysHash: Promise<string> | undefined

/** Hashes a password (normalised) with Argon2id and a salt of its own, in PHC string format. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS)
}

/**
 * Whether a password (normalised) is the one that was hashed. For an account that does not exist (null) it takes just
 * as long to say no, so that the time of an answer does not tell who has an account.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  nobodysHash ??= hashPassword(randomBytes(32).toString('base64'))
  const matches = await verify(passwordHash ?? (await nobodysHash), password)
  return matches && passwordHash !== null
}

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

/** Keeps secrets unreadable for whoever sees the database, or a copy of it, without the secret it was made with. */
export interface Seal {
  /** Encrypts; what is sealed for one `name` does not open under another. */
  close(plain: Buffer, name: string): string
  /** Decrypts; throws SealError when it was sealed with another secret or tampered with. */
  open(sealed: string, name: string): Buffer
}

/** What was sealed does not open. */
export class SealError extends Error {
  override readonly name = 'SealError'
}

/** A seal (AES-256-GCM) whose key is derived from `secret` (HKDF-SHA-256, RFC 5869) for `purpose` alone. */
export function createSeal(secret: string, purpose: string): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))
  return {
    close(plain, name) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(name))
      const encrypted = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([iv, encrypted, cipher.getAuthTag()]).toString('base64url')
    },
    open(sealed, name) {
      const bytes = Buffer.from(sealed, 'base64url')
      try {
        const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        })
        decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(-TAG_BYTES))
        return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
      } catch {
        throw new SealError(`${name} was sealed with another secret.`)
      }
    },
  }
}

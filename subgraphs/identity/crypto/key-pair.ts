import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'

/** An Ed25519 key pair as it is stored: the public `x` of RFC 8037, the private key as PKCS #8 in DER. */
export interface KeyPair {
  readonly publicKey: string
  readonly privateKey: Buffer
}

/** A new Ed25519 key pair. */
export function newKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    publicKey: publicKey.export({ format: 'jwk' }).x!,
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }),
  }
}

/** The stored private key, ready to sign. */
export function readPrivateKey(der: Buffer): KeyObject {
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

/** The public key as it stands in a JWKS. It says what it is for, so that nobody takes it for anything else. */
export function toJwk(kid: string, publicKey: string): JWK {
  return { kty: 'OKP', crv: 'Ed25519', x: publicKey, kid, alg: 'EdDSA', use: 'sig' }
}

import { createSeal, SealError, transact } from '@tradewind/service'
import type { JWK } from 'jose'
import type { Signer } from '../crypto/access-token.ts'
import { newKeyPair, readPrivateKey, toJwk } from '../crypto/key-pair.ts'
import {
  isRotationDue,
  publishedAt,
  signerAt,
  signsFrom,
  waitingAt,
  type KeyTimes,
} from '../domain/keyring.ts'
import type { Transaction } from './database.ts'
import type { PrismaClient } from './generated/client.ts'

/** The keys of access tokens, the same for all replicas: they are in the database, which is asked each time. */
export interface SigningKeys {
  /** The key to sign with now. */
  signer(): Promise<Signer>
  /** The public keys that tokens may be verified with now. */
  published(): Promise<JWK[]>
  /** Makes the first or the next key when it is time, and deletes those whose tokens have all expired. */
  rotateWhenDue(): Promise<void>
  /** Makes a key now. While an earlier one waits for its turn, that one is given as `underWay` instead. */
  rotate(): Promise<{ made: KeyTimes } | { underWay: KeyTimes }>
  /** Makes a key that signs at once, and deletes all others. */
  withdrawOthers(): Promise<KeyTimes>
}

export interface SigningKeysOptions {
  readonly prisma: PrismaClient
  /** KEY_ENCRYPTION_SECRET. */
  readonly secret: string
  readonly clock: () => Date
  readonly newId: () => string
}

export function createSigningKeys({ prisma, secret, clock, newId }: SigningKeysOptions): SigningKeys {
  const seal = createSeal(secret, 'tradewind identity signing keys')
  // Opening and reading a private key costs more than the query that names it.
  let opened: Signer | null = null

  function open(id: string, sealedPrivate: string): Signer {
    if (opened?.id === id) return opened
    try {
      opened = { id, privateKey: readPrivateKey(seal.open(sealedPrivate, id)) }
      return opened
    } catch (error) {
      if (!(error instanceof SealError)) throw error
      const message = 'KEY_ENCRYPTION_SECRET is not the one the signing keys in the database are sealed with.'
      throw new Error(message, { cause: error })
    }
  }

  async function make(tx: Transaction, createdAt: Date, from: Date): Promise<KeyTimes> {
    const { publicKey, privateKey } = newKeyPair()
    const times = { id: newId(), createdAt, signsFrom: from }
    const sealedPrivate = seal.close(privateKey, times.id)
    await tx.signingKey.create({ data: { ...times, publicKey, sealedPrivate } })
    return times
  }

  /** One replica at a time, with the keys as they are then. */
  function exclusively<Result>(
    work: (tx: Transaction, keys: readonly KeyTimes[]) => Promise<Result>,
  ): Promise<Result> {
    return transact(prisma, async (tx: Transaction) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('identity.signing-keys'))`
      return work(tx, await tx.signingKey.findMany())
    })
  }

  return {
    async signer() {
      const key = signerAt(await prisma.signingKey.findMany(), clock())
      if (key === null) throw new Error('There is no signing key.')
      return open(key.id, key.sealedPrivate)
    },
    async published() {
      const keys = publishedAt(await prisma.signingKey.findMany(), clock())
      return keys.map(({ id, publicKey }) => toJwk(id, publicKey))
    },
    rotateWhenDue: () =>
      exclusively(async (tx, keys) => {
        const now = clock()
        const published = new Set(publishedAt(keys, now).map((key) => key.id))
        const spent = keys.filter((key) => !published.has(key.id)).map((key) => key.id)
        if (spent.length > 0) await tx.signingKey.deleteMany({ where: { id: { in: spent } } })
        if (isRotationDue(keys, now)) await make(tx, now, signsFrom(keys, now))
      }),
    rotate: () =>
      exclusively(async (tx, keys) => {
        const now = clock()
        const underWay = waitingAt(keys, now)
        return underWay ? { underWay } : { made: await make(tx, now, signsFrom(keys, now)) }
      }),
    withdrawOthers: () =>
      exclusively(async (tx) => {
        await tx.signingKey.deleteMany()
        const now = clock()
        return make(tx, now, now)
      }),
  }
}

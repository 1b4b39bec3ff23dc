import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { isId, newId } from '@tradewind/service'
import { audit } from '../data/audit.ts'
import type { ApiKey, PrismaClient } from '../data/generated/client.ts'
import { nameOf, type Actor } from '../domain/history.ts'
import { graphOfKey, writeKey, type Scope } from '../domain/key.ts'

/** A key without its secret, which nobody has but its holder. */
export interface Key {
  readonly id: string
  readonly graphId: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly createdBy: string
  readonly createdAt: Date
  /** To the minute. */
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

export interface NewKey {
  readonly graphId: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly who: Actor
}

export interface Keys {
  /** Makes a key. `secret` is shown this once and kept nowhere. Throws UnknownGraphError. */
  create(key: NewKey): Promise<{ readonly key: Key; readonly secret: string }>
  /** Lets a key in whose secret was made elsewhere; does nothing when it is there. Throws UnknownGraphError. */
  adopt(key: NewKey & { readonly secret: string }): Promise<void>
  /** The keys of a graph, the newest first, revoked ones too. */
  list(graphId: string): Promise<Key[]>
  /** Ends a key for good; false when there is none such that is not revoked. */
  revoke(graphId: string, id: string, who: Actor): Promise<boolean>
  /** The key that a header carries; null when it is none, or revoked. */
  authenticate(header: string | null | undefined): Promise<Key | null>
}

export class UnknownGraphError extends Error {
  override readonly name = 'UnknownGraphError'
}

const USED_EVERY_MS = 60_000

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** The keys of graphs. Only their hashes are stored: secrets have 256 random bits, so that a plain hash is enough. */
export function createKeys(prisma: PrismaClient): Keys {
  return {
    async create(wanted) {
      const secret = writeKey(wanted.graphId, randomBytes(32).toString('base64url'))
      return { key: await save(prisma, wanted, secret), secret }
    },
    async adopt({ secret, ...wanted }) {
      if (graphOfKey(secret) !== wanted.graphId) throw new UnknownGraphError('The key is of another graph.')
      const known = await prisma.apiKey.findUnique({ where: { hash: hashOf(secret) } })
      if (!known) await save(prisma, wanted, secret)
    },
    async list(graphId) {
      const found = await prisma.apiKey.findMany({ where: { graphId }, orderBy: { id: 'desc' } })
      return found.map(toKey)
    },
    async revoke(graphId, id, who) {
      if (!isId(id)) return false
      return await prisma.$transaction(async (tx) => {
        const { count } = await tx.apiKey.updateMany({
          where: { id, graphId, revokedAt: null },
          data: { revokedAt: new Date() },
        })
        if (count === 0) return false
        await audit(tx, { graphId, who, action: 'key.revoked', detail: { keyId: id } })
        return true
      })
    },
    async authenticate(header) {
      if (!header || graphOfKey(header) === null) return null
      const hash = hashOf(header)
      const found = await prisma.apiKey.findUnique({ where: { hash } })
      // The look-up compares hashes, of which nobody can choose a beginning; the last word is a constant-time one.
      if (!found || !timingSafeEqual(Buffer.from(found.hash), Buffer.from(hash))) return null
      if (found.revokedAt !== null) return null
      await markUsed(prisma, found)
      return toKey(found)
    },
  }
}

async function save(
  prisma: PrismaClient,
  { graphId, name, scopes, who }: NewKey,
  secret: string,
): Promise<Key> {
  return await prisma.$transaction(async (tx) => {
    if (!(await tx.graph.findUnique({ where: { id: graphId } }))) {
      throw new UnknownGraphError(`There is no graph ${graphId}.`)
    }
    const made = await tx.apiKey.create({
      data: {
        id: newId(),
        graphId,
        name,
        hash: hashOf(secret),
        scopes: [...scopes],
        createdBy: nameOf(who),
        createdAt: new Date(),
      },
    })
    const detail = { keyId: made.id, name, scopes: [...scopes] }
    await audit(tx, { graphId, who, action: 'key.created', detail })
    return toKey(made)
  })
}

async function markUsed(prisma: PrismaClient, { id, lastUsedAt }: ApiKey): Promise<void> {
  if (lastUsedAt && Date.now() - lastUsedAt.getTime() < USED_EVERY_MS) return
  await prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt: new Date() } })
}

const toKey = ({ hash: _hash, ...key }: ApiKey): Key => key

import { randomBytes } from 'node:crypto'
import { createLogger, createPool, createTokenVerifier, serveHttp } from '@tradewind/service'
import { createSessions, createSignIn } from '@tradewind/staff'
import {
  createTestDatabase,
  createTokenIssuer,
  staffBrowser,
  startSignIn,
  type StaffBrowser,
} from '@tradewind/testkit'
import { createComposer } from '../../composition/index.ts'
import { openDatabase, type Database } from '../../data/database.ts'
import { createKeys, type Keys } from '../../keys/index.ts'
import { createLaunches } from '../../launches/index.ts'
import { createPages } from '../index.ts'

export interface TestPages extends StaffBrowser {
  readonly url: string
  readonly database: Database
  readonly keys: Keys
  stop(): Promise<void>
}

/** The registry's pages over an empty database, and a router that signs staff in. */
export async function startPages(): Promise<TestPages> {
  const logger = createLogger('test', 'silent')
  const issuer = await createTokenIssuer()
  const router = await startSignIn(issuer)
  const stored = await createTestDatabase('registry')
  const database = openDatabase(stored.url)
  const { prisma } = database
  const locks = createPool(stored.url, 'locks')
  const composer = createComposer({ timeoutMs: 30_000, memoryMb: 512 }, logger)
  const limits = { maxBytes: 1_000_000, maxSubgraphs: 10, maxVariants: 10 }
  const keys = createKeys(prisma)
  const pages = await createPages({
    prisma,
    keys,
    launches: createLaunches({ prisma, composer, limits }, locks),
    sessions: createSessions('registry', randomBytes(32).toString('hex')),
    signIn: createSignIn(
      'registry',
      router.url,
      createTokenVerifier({ jwksUrl: issuer.jwksUrl, issuer: issuer.issuer }),
    ),
    publicUrl: 'http://localhost:4100',
    logger,
  })
  const http = await serveHttp(pages.handle, { host: '127.0.0.1', port: 0 })
  return {
    ...staffBrowser(http.url),
    url: http.url,
    database,
    keys,
    async stop() {
      await http.stop()
      await pages.close()
      await composer.close()
      await locks.end()
      await database.close()
      await stored.drop()
      router.stop()
      await issuer.stop()
    },
  }
}

import { startEvents } from '@tradewind/events'
import { createLogger, newId, readEnvironment, run, startSubgraph, type Running } from '@tradewind/service'
import { createContext, type Services } from './context.ts'
import { openDatabase, type Database } from './data/database.ts'
import { ensureAdmin } from './data/first-admin.ts'
import { createSigningKeys } from './data/signing-keys.ts'
import { identityEnvironment, type IdentityEnvironment } from './environment.ts'
import { schedules } from './events/schedules.ts'
import { subscriptions } from './events/subscriptions.ts'
import { JWKS_PATH, jwksResponse } from './jwks.ts'
import { resolvers } from './resolvers/index.ts'

/** What a test hands in instead of the real things. */
export interface Replaceable {
  readonly clock?: () => Date
  readonly database?: Database
}

/** Starts identity: accounts, sessions, and the keys everyone else verifies access tokens with. */
export async function start(
  environment: IdentityEnvironment,
  { clock = () => new Date(), database = openDatabase(environment.DATABASE_URL) }: Replaceable = {},
): Promise<Running> {
  const { QUEUE_URL, KEY_ENCRYPTION_SECRET, TOKEN_ISSUER, ADMIN_EMAIL, ADMIN_PASSWORD } = environment
  const logger = createLogger('identity', environment.LOG_LEVEL)
  const { prisma } = database
  const keys = createSigningKeys({ prisma, secret: KEY_ENCRYPTION_SECRET, clock, newId })
  const services: Services = { prisma, keys, issuer: TOKEN_ISSUER, clock, newId }

  await keys.rotateWhenDue()
  await keys.signer()
  const admin = await ensureAdmin(prisma, { email: ADMIN_EMAIL, password: ADMIN_PASSWORD }, clock(), newId)
  if (!admin) logger.warn('Nobody is administrator; name one with ADMIN_EMAIL and ADMIN_PASSWORD.')

  const events = await startEvents({
    name: 'identity',
    queueUrl: QUEUE_URL,
    database,
    subscriptions,
    schedules: schedules(services),
    logger,
  })
  return startSubgraph({
    name: 'identity',
    environment,
    logger,
    schema: new URL('./schema.graphql', import.meta.url),
    resolvers,
    context: (request) => createContext(request, services),
    health: { database: database.ping, events: events.ping },
    routes: { [JWKS_PATH]: () => jwksResponse(keys) },
    async stop() {
      await events.stop()
      await database.close()
    },
  })
}

if (import.meta.main) run('identity', () => start(readEnvironment(identityEnvironment)))

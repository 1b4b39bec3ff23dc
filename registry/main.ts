import {
  collectProcessMetrics,
  createLogger,
  createPool,
  createTokenVerifier,
  readEnvironment,
  run,
  serveHttp,
  type Running,
} from '@tradewind/service'
import { createEventsRoute } from './checks/events-route.ts'
import { createAnalyst, createChecks } from './checks/index.ts'
import { createComposer } from './composition/index.ts'
import type { Services } from './context.ts'
import { openDatabase } from './data/database.ts'
import { listenForChanges } from './delivery/changes.ts'
import { registryEnvironment, type RegistryEnvironment } from './environment.ts'
import { createKeys } from './keys/index.ts'
import { createLaunches, launchLimits } from './launches/index.ts'
import { lazyPages } from './lazy-pages.ts'
import { createPersistedQueries } from './persisted-queries/index.ts'
import { createServer } from './server.ts'
import { prepare } from './startup.ts'
import { createUsageRoute } from './usage/receive.ts'
import { keepUsageFor } from './usage/retention.ts'

/** Starts the schema registry: what rover and routers ask, and pages for staff. */
export async function start(environment: RegistryEnvironment): Promise<Running> {
  const logger = createLogger('registry', environment.LOG_LEVEL)
  const { REGISTRY_PUBLIC_URL: publicUrl, DATABASE_URL: databaseUrl } = environment
  const database = openDatabase(databaseUrl)
  const locks = createPool(databaseUrl, 'registry-locks', 4)
  const { prisma } = database
  const threadLimits = {
    timeoutMs: environment.COMPOSITION_TIMEOUT_MS,
    memoryMb: environment.COMPOSITION_MEMORY_MB,
  }
  const composer = createComposer(threadLimits, logger)
  const analyst = createAnalyst(threadLimits, logger)
  const limits = { ...launchLimits, maxBytes: environment.MAX_SCHEMA_BYTES }
  const launches = createLaunches({ prisma, composer, limits }, locks)
  const keys = createKeys(prisma)
  const changes = listenForChanges(databaseUrl, logger)
  const pages = lazyPages({
    prisma,
    keys,
    launches,
    publicUrl,
    logger,
    cookieSecret: environment.COOKIE_SECRET,
    routerUrl: environment.ROUTER_URL,
    verify: createTokenVerifier({ jwksUrl: environment.JWKS_URL, issuer: environment.TOKEN_ISSUER }),
  })
  const services: Services = {
    prisma,
    keys,
    launches,
    checks: createChecks({ prisma, composer, analyst, limits }),
    persistedQueries: createPersistedQueries(prisma),
    publicUrl,
    logger,
  }
  const retention = keepUsageFor(prisma, environment.USAGE_RETENTION_DAYS, logger)
  collectProcessMetrics('registry')
  const server = createServer({
    services,
    changes,
    health: { database: database.ping },
    maxBodyBytes: environment.REGISTRY_MAX_BODY_BYTES,
    reports: {
      '/usage': createUsageRoute(prisma, keys, logger),
      '/events-check': createEventsRoute(prisma, keys, logger),
    },
    pages: pages.handle,
  })
  // Before anybody asks: a router that starts meanwhile is not to get what is about to be replaced.
  await prepare({
    prisma,
    keys,
    launches,
    logger,
    to: environment.PUBLISH_TO,
    supergraph: environment.PUBLISH_SUPERGRAPH,
    once: environment.PUBLISH_ONCE,
    routerKey: environment.ROUTER_KEY,
    roverKey: environment.ROVER_KEY,
  })
  const http = await serveHttp(server, { host: environment.HOST, port: environment.PORT })
  logger.info({ url: http.url }, 'Ready for rover and routers.')
  return {
    url: http.url,
    async stop() {
      await changes.stop()
      await retention.stop()
      await http.stop()
      await pages.close()
      await composer.close()
      await analyst.close()
      await locks.end()
      await database.close()
    },
  }
}

if (import.meta.main) run('registry', () => start(readEnvironment(registryEnvironment)))

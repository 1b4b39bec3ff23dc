import { startEvents } from '@tradewind/events'
import {
  createLogger,
  openTopics,
  readEnvironment,
  run,
  startSubgraph,
  type Running,
} from '@tradewind/service'
import { createContext } from './context.ts'
import { openDatabase } from './data/database.ts'
import { environmentShape, type Environment } from './environment.ts'
import { schedules } from './events/schedules.ts'
import { subscriptions } from './events/subscriptions.ts'
import { resolvers } from './resolvers/index.ts'

/** Starts inventory: locations, stock, reservations. */
export async function start(environment: Environment): Promise<Running> {
  const logger = createLogger('inventory', environment.LOG_LEVEL)
  const clock = (): Date => new Date()
  const database = openDatabase(environment.DATABASE_URL)
  const topics = openTopics({ connection: database.pool.options, logger })
  const events = await startEvents({
    name: 'inventory',
    queueUrl: environment.QUEUE_URL,
    database,
    subscriptions: subscriptions({ clock, holdFor: environment.RESERVATION_MINUTES * 60_000 }),
    schedules: schedules({ prisma: database.prisma, clock }),
    logger,
  })
  const services = {
    prisma: database.prisma,
    clock,
    availabilityCap: environment.AVAILABILITY_CAP,
    topics,
  }
  return startSubgraph({
    name: 'inventory',
    environment,
    logger,
    schema: new URL('./schema.graphql', import.meta.url),
    resolvers,
    context: (request) => createContext(request, services),
    health: { database: database.ping, events: events.ping },
    stop: async () => {
      await events.stop()
      await topics.stop()
      await database.close()
    },
  })
}

if (import.meta.main) run('inventory', () => start(readEnvironment(environmentShape)))

import { startEvents } from '@tradewind/events'
import {
  createLogger,
  openTopics,
  readEnvironment,
  run,
  startSubgraph,
  type Running,
} from '@tradewind/service'
import { createContext, createSettings } from './context.ts'
import { openDatabase } from './data/database.ts'
import { environmentShape, type Environment } from './environment.ts'
import { schedules } from './events/schedules.ts'
import { subscriptions } from './events/subscriptions.ts'
import { resolvers } from './resolvers/index.ts'

const name = 'ordering'

/** Runs ordering until it is told to stop. */
export async function start(environment: Environment): Promise<Running> {
  const logger = createLogger(name, environment.LOG_LEVEL)
  const settings = createSettings(environment)
  const database = openDatabase(environment.DATABASE_URL)
  const topics = openTopics({ connection: database.pool.options, logger })
  const events = await startEvents({
    name,
    queueUrl: environment.QUEUE_URL,
    database,
    subscriptions: subscriptions(settings.clock),
    schedules: schedules(database.prisma, settings.clock),
    logger,
  })
  return startSubgraph({
    name,
    environment,
    logger,
    schema: new URL('./schema.graphql', import.meta.url),
    resolvers,
    context: (request) => createContext(request, database, topics, settings),
    health: { database: database.ping, events: events.ping },
    stop: async () => {
      await events.stop()
      await topics.stop()
      await database.close()
    },
  })
}

if (import.meta.main) run(name, () => start(readEnvironment(environmentShape)))

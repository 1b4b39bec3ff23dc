import { createLogger, newId, openTopics, run, startSubgraph, type Running } from '@tradewind/service'
import { startEvents } from '@tradewind/events'
import { createContext } from './context.ts'
import { openDatabase, type Database } from './data/database.ts'
import { environment, type Environment } from './environment.ts'
import { subscriptions } from './events/subscriptions.ts'
import { resolvers } from './resolvers/index.ts'

/** What a test hands in instead of the real things. */
export interface Replaceable {
  readonly clock?: () => Date
  readonly database?: Database
}

/** Starts the catalog; it is ready when this returns. */
export async function start(
  settings: Environment,
  { clock = () => new Date(), database = openDatabase(settings.DATABASE_URL) }: Replaceable = {},
): Promise<Running> {
  const logger = createLogger('catalog', settings.LOG_LEVEL)
  const stopping = new AbortController()
  const tools = { database, newId, clock, signal: stopping.signal }
  const topics = openTopics({ connection: database.pool.options, logger })
  const events = await startEvents({
    name: 'catalog',
    queueUrl: settings.QUEUE_URL,
    database,
    subscriptions: subscriptions(tools),
    logger,
  })
  return startSubgraph({
    name: 'catalog',
    environment: settings,
    logger,
    schema: new URL('schema.graphql', import.meta.url),
    resolvers,
    context: (request) => createContext(request, { database, newId, clock, topics }),
    health: { database: database.ping, events: events.ping },
    async stop() {
      // An import under way stops after its present product, and goes on at the next start.
      stopping.abort(new Error('The catalog is stopping.'))
      await events.stop()
      await topics.stop()
      await database.close()
    },
  })
}

if (import.meta.main) run('catalog', () => start(environment()))

import { createSealing, startEvents } from '@tradewind/events'
import { createLogger, newId, readEnvironment, run, startSubgraph, type Running } from '@tradewind/service'
import { createContext, type Services } from './context.ts'
import { openDatabase } from './data/database.ts'
import { environmentShape, type Environment } from './environment.ts'
import { createNotify } from './events/notify.ts'
import { schedules } from './events/schedules.ts'
import { subscriptions } from './events/subscriptions.ts'
import { createProvider } from './providers/index.ts'
import { resolvers } from './resolvers/index.ts'

/** Starts payments: authorise, capture, void and refund what orders cost, with the provider that is chosen. */
export async function start(environment: Environment): Promise<Running> {
  const logger = createLogger('payments', environment.LOG_LEVEL)
  const database = openDatabase(environment.DATABASE_URL)
  const { prisma } = database
  const now = () => new Date()
  const notify = createNotify(prisma)
  const provider = createProvider({ environment, prisma, notify, now, newId, logger })
  const services: Services = {
    prisma,
    provider,
    sealing: createSealing(environment.EVENTS_SEALING_KEY),
    providerLimit: environment.PAYMENT_PROVIDER_TIMEOUT_MS,
    patience: { tries: environment.PAYMENT_TRIES, firstWait: environment.PAYMENT_FIRST_WAIT_MS },
    now,
    newId,
    logger,
  }
  const events = await startEvents({
    name: 'payments',
    queueUrl: environment.QUEUE_URL,
    database,
    subscriptions: subscriptions(services),
    schedules: schedules(services),
    logger,
  })
  return startSubgraph({
    name: 'payments',
    environment,
    logger,
    schema: new URL('./schema.graphql', import.meta.url),
    resolvers,
    context: (request) => createContext(request, services),
    health: { database: database.ping, events: events.ping },
    async stop() {
      await events.stop()
      await provider.stop()
      await database.close()
    },
  })
}

if (import.meta.main) run('payments', () => start(readEnvironment(environmentShape)))

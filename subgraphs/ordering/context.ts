import { createSealing, type Sealing } from '@tradewind/events'
import type { RequestContext, Topics } from '@tradewind/service'
import type { Database } from './data/database.ts'
import type { PrismaClient } from './data/generated/client.ts'
import { createLoaders, type Loaders } from './data/loaders.ts'
import type { OrderLimits } from './domain/placing.ts'
import type { Clock, StepTimeouts } from './domain/steps.ts'
import type { Environment } from './environment.ts'

/** The rules of this shop, and the time. */
export interface Settings {
  readonly limits: OrderLimits
  readonly clock: () => Clock
  /** Ordering only ever seals: it has no use for what is inside. */
  readonly sealing: Pick<Sealing, 'seal'>
}

/** What resolvers are given. */
export interface Context extends RequestContext {
  readonly prisma: PrismaClient
  readonly loaders: Loaders
  readonly topics: Topics
  readonly settings: Settings
}

export function createContext(
  request: RequestContext,
  { prisma }: Database,
  topics: Topics,
  settings: Settings,
): Context {
  return { ...request, prisma, topics, settings, loaders: createLoaders(prisma) }
}

export function createSettings(environment: Environment): Settings {
  const timeouts: StepTimeouts = {
    PLACED: environment.ORDER_RESERVATION_TIMEOUT * 1_000,
    RESERVED: environment.ORDER_PAYMENT_TIMEOUT * 1_000,
    AUTHORISED: environment.ORDER_COMMIT_TIMEOUT * 1_000,
  }
  return {
    limits: {
      lines: environment.ORDER_MAX_LINES,
      quantity: environment.ORDER_MAX_QUANTITY,
      total: BigInt(environment.ORDER_MAX_TOTAL),
    },
    clock: () => ({ now: new Date(), timeouts }),
    sealing: createSealing(environment.EVENTS_SEALING_KEY),
  }
}

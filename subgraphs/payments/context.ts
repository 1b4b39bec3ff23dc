import type { Sealing } from '@tradewind/events'
import type { Logger, RequestContext } from '@tradewind/service'
import type { PrismaClient } from './data/generated/client.ts'
import { createLoaders, type Loaders } from './data/loaders.ts'
import type { Patience } from './domain/patience.ts'
import type { PaymentProvider } from './providers/provider.ts'

/** What resolvers and event handlers work with. */
export interface Services {
  readonly prisma: PrismaClient
  readonly provider: PaymentProvider
  /** Opens payment tokens, for the provider alone. */
  readonly sealing: Sealing
  /** Milliseconds that one call to the provider may take. */
  readonly providerLimit: number
  readonly patience: Patience
  readonly now: () => Date
  readonly newId: () => string
  readonly logger: Logger
}

/** What a request's resolvers are given. */
export interface Context extends RequestContext {
  readonly services: Services
  readonly loaders: Loaders
}

export const createContext = (request: RequestContext, services: Services): Context => ({
  ...request,
  services,
  loaders: createLoaders(services.prisma),
})

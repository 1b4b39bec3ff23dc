import type { RequestContext, Topics } from '@tradewind/service'
import type { PrismaClient } from './data/generated/client.ts'
import { createLoaders, type Loaders } from './data/loaders.ts'

/** What the whole process shares. */
export interface Services {
  readonly prisma: PrismaClient
  readonly clock: () => Date
  /** Up to how many pieces everybody may know the exact number that is available. */
  readonly availabilityCap: number
  readonly topics: Topics
}

/** What resolvers are given. */
export interface Context extends RequestContext, Services {
  readonly loaders: Loaders
}

export function createContext(request: RequestContext, services: Services): Context {
  return { ...request, ...services, loaders: createLoaders(services.prisma) }
}

import type { RequestContext } from '@tradewind/service'
import type { PrismaClient } from './data/generated/client.ts'
import { createLoaders, type Loaders } from './data/loaders.ts'
import type { SigningKeys } from './data/signing-keys.ts'

/** What the whole process shares. */
export interface Services {
  readonly prisma: PrismaClient
  readonly keys: SigningKeys
  /** The `iss` of access tokens. */
  readonly issuer: string
  readonly clock: () => Date
  readonly newId: () => string
}

/** What resolvers are given. */
export interface Context extends RequestContext, Services {
  readonly loaders: Loaders
}

export function createContext(request: RequestContext, services: Services): Context {
  return { ...request, ...services, loaders: createLoaders(services.prisma) }
}

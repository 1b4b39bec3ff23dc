import { hasScope, type RequestContext, type Topics } from '@tradewind/service'
import type { Database } from './data/database.ts'
import { createLoaders, type Loaders } from './data/loaders.ts'

/** What lasts longer than a request; the clock and the ids are handed in. */
export interface Services {
  readonly database: Database
  readonly newId: () => string
  readonly clock: () => Date
  readonly topics: Topics
}

/** What resolvers are given. */
export interface Context extends RequestContext, Services {
  readonly loaders: Loaders
  /** Whether the viewer may know of products that are not published. */
  readonly seesUnpublished: boolean
}

export const createContext = (request: RequestContext, services: Services): Context => ({
  ...request,
  ...services,
  loaders: createLoaders(services.database),
  seesUnpublished: hasScope(request.viewer, 'catalog:write'),
})

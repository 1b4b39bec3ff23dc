import { startSubgraph } from '@tradewind/service'
import {
  countStatements,
  createTokenIssuer,
  subgraphClient,
  testEnvironment,
  type TestViewer,
} from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import { createContext } from '../context.ts'
import { resolvers } from '../resolvers/index.ts'
import { openShop } from './shop.ts'

/** A shop whose GraphQL API is served over HTTP, as main.ts does, while the test still delivers the events. */
export async function openApi() {
  const shop = await openShop()
  const issuer = await createTokenIssuer()
  const routerSecret = 'a secret that router and subgraph share'
  const running = await startSubgraph({
    name: 'payments',
    environment: testEnvironment({ issuer, routerSecret }),
    logger: shop.services.logger,
    schema: new URL('../schema.graphql', import.meta.url),
    resolvers,
    context: (request) => createContext(request, shop.services),
    health: {},
  })
  return {
    shop,
    statements: countStatements(shop.database.pool),
    /** A client signed in as a viewer; without one, signed in as nobody. */
    async as(viewer?: TestViewer): Promise<GraphQLClient> {
      const token = viewer && (await issuer.sign(viewer))
      return subgraphClient({ url: running.url, name: 'payments', routerSecret, ...(token && { token }) })
    },
    async close() {
      await running.stop()
      await issuer.stop()
      await shop.close()
    },
  }
}

export type Api = Awaited<ReturnType<typeof openApi>>

import { randomBytes } from 'node:crypto'
import type { SubgraphEnvironment } from '@tradewind/service'
import type { GraphQLClient } from 'graphql-request'
import { subgraphClient } from './client.ts'
import { createTestDatabase } from './database.ts'
import { testEnvironment } from './environment.ts'
import { createTestQueue, type QueueKind } from './queue.ts'
import { subscribeTo, type TestSubscription } from './subscription.ts'
import { createTokenIssuer, type TestViewer, type TokenIssuer } from './tokens.ts'

export interface SubgraphSurroundings {
  /** Everything that a subgraph's `start` needs of its environment, on servers and ports of this test alone. */
  readonly environment: SubgraphEnvironment
  readonly issuer: TokenIssuer
  /** A client of the subgraph at `url`, signed in as `viewer` if one is given. */
  client(url: string, viewer?: TestViewer): Promise<GraphQLClient>
  /** Subscribes at the subgraph at `url`, signed in as `viewer` if one is given. */
  subscribe<Data>(
    url: string,
    query: string,
    variables?: Record<string, unknown>,
    viewer?: TestViewer,
  ): Promise<TestSubscription<Data>>
  /** Lets go of all of it; call it after the subgraph has stopped. */
  stop(): Promise<void>
}

/** Puts up what a subgraph stands on: database, queue back end, token issuer, router secret. */
export async function subgraphSurroundings(
  name: string,
  queueKind: QueueKind = 'postgres',
): Promise<SubgraphSurroundings> {
  const [database, queue, issuer] = await Promise.all([
    createTestDatabase(name),
    createTestQueue(queueKind),
    createTokenIssuer(),
  ])
  const routerSecret = randomBytes(32).toString('hex')
  const as = async (url: string, viewer?: TestViewer) => ({
    url,
    name,
    routerSecret,
    ...(viewer && { token: await issuer.sign(viewer) }),
  })
  return {
    environment: testEnvironment({ issuer, routerSecret, databaseUrl: database.url, queueUrl: queue.url }),
    issuer,
    client: async (url, viewer) => subgraphClient(await as(url, viewer)),
    subscribe: async (url, query, variables, viewer) => subscribeTo(await as(url, viewer), query, variables),
    async stop() {
      await issuer.stop()
      await Promise.all([database.drop(), queue.drop()])
    },
  }
}

import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { testEnvironment, type TokenIssuer } from '@tradewind/testkit'
import {
  createLogger,
  startSubgraph,
  type RequestContext,
  type Running,
  type SubgraphOptions,
} from '../index.ts'

export type SampleOptions<Context extends RequestContext> = Pick<
  SubgraphOptions<Context>,
  'resolvers' | 'context'
> &
  Partial<Pick<SubgraphOptions<Context>, 'health' | 'routes' | 'stop'>> & {
    readonly sdl: string
    readonly issuer: TokenIssuer
    readonly routerSecret: string
  }

/** Starts a subgraph "sample" that knows no database of its own. */
export function startSample<Context extends RequestContext>({
  sdl,
  issuer,
  routerSecret,
  ...options
}: SampleOptions<Context>): Promise<Running> {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'sample-')), 'schema.graphql')
  writeFileSync(file, sdl)
  return startSubgraph<Context>({
    health: {},
    ...options,
    name: 'sample',
    environment: testEnvironment({ issuer, routerSecret }),
    logger: createLogger('sample', 'silent'),
    schema: pathToFileURL(file),
  })
}

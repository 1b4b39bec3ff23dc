import type { SubgraphEnvironment } from '@tradewind/service'
import type { TokenIssuer } from './tokens.ts'

export interface TestEnvironmentOptions {
  readonly issuer: TokenIssuer
  readonly routerSecret: string
  readonly databaseUrl?: string
  readonly queueUrl?: string
}

/** The environment of a subgraph under test: silent, on a free port, and with a database and a queue if it is to use any. */
export const testEnvironment = ({
  issuer,
  routerSecret,
  databaseUrl = 'postgres://unused',
  queueUrl = 'postgres://unused',
}: TestEnvironmentOptions): SubgraphEnvironment => ({
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  HOST: '127.0.0.1',
  PORT: 0,
  DATABASE_URL: databaseUrl,
  QUEUE_URL: queueUrl,
  JWKS_URL: issuer.jwksUrl,
  TOKEN_ISSUER: issuer.issuer,
  ROUTER_SECRET: routerSecret,
})

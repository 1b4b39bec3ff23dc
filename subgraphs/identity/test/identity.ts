import { randomBytes, randomUUID } from 'node:crypto'
import { freePort, subgraphClient, subgraphSurroundings, type SubgraphSurroundings } from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import { openDatabase, type Database } from '../data/database.ts'
import type { IdentityEnvironment } from '../environment.ts'
import { JWKS_PATH } from '../jwks.ts'
import { start } from '../main.ts'

export const password = 'a password for tests'
export const admin = { email: 'admin@example.com', password: 'a password for the admin' }

const sessionFields = /* GraphQL */ `
  accessToken
  accessTokenExpiresAt
  refreshToken
  refreshTokenExpiresAt
  customer {
    id
    email
    name
    roles
  }
`

/** The operations that tests begin with; each answers with a session or errors. */
const documents = {
  signUp: /* GraphQL */ `
    mutation ($input: SignUpInput!) {
      payload: signUp(input: $input) {
        session { ${sessionFields} }
        errors { __typename ... on UserError { message path } }
      }
    }
  `,
  signIn: /* GraphQL */ `
    mutation ($input: SignInInput!) {
      payload: signIn(input: $input) {
        session { ${sessionFields} }
        errors { __typename ... on UserError { message path } ... on TooManyAttemptsError { retryAt } }
      }
    }
  `,
  refreshSession: /* GraphQL */ `
    mutation ($input: RefreshSessionInput!) {
      payload: refreshSession(input: $input) {
        session { ${sessionFields} }
        errors { __typename ... on UserError { message path } }
      }
    }
  `,
}

export interface TestSession {
  accessToken: string
  accessTokenExpiresAt: string
  refreshToken: string
  refreshTokenExpiresAt: string
  customer: { id: string; email: string; name: string; roles: string[] }
}

export interface TestError {
  __typename: string
  message: string
  path: string[] | null
  retryAt?: string
}

export interface SessionPayload {
  session: TestSession | null
  errors: TestError[]
}

/** A running identity, with an administrator, whose clock can be moved on. */
export interface TestIdentity {
  readonly url: string
  readonly environment: IdentityEnvironment
  readonly surroundings: SubgraphSurroundings
  readonly database: Database
  readonly clock: () => Date
  /** Moves identity's clock by so many milliseconds (its database's and its token verifier's clocks stay). */
  advance(milliseconds: number): void
  client(accessToken?: string): GraphQLClient
  signUp(input?: { email?: string; password?: string; name?: string }): Promise<SessionPayload>
  signIn(email: string, password: string): Promise<SessionPayload>
  refresh(refreshToken: string): Promise<SessionPayload>
  /** A customer of the test's own, signed in. */
  newCustomer(email?: string): Promise<TestSession>
  signInAdmin(): Promise<TestSession>
  stop(): Promise<void>
}

export async function startIdentity(): Promise<TestIdentity> {
  const surroundings = await subgraphSurroundings('identity')
  const port = await freePort()
  const environment: IdentityEnvironment = {
    ...surroundings.environment,
    PORT: port,
    JWKS_URL: `http://127.0.0.1:${port}${JWKS_PATH}`,
    KEY_ENCRYPTION_SECRET: randomBytes(32).toString('hex'),
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
  }
  let offset = 0
  const clock = (): Date => new Date(Date.now() + offset)
  const database = openDatabase(environment.DATABASE_URL)
  const running = await start(environment, { clock, database })

  const client = (token?: string): GraphQLClient =>
    subgraphClient({
      url: running.url,
      name: 'identity',
      routerSecret: environment.ROUTER_SECRET,
      ...(token !== undefined && { token }),
    })
  const anonymous = client()
  const send = async (document: string, input: object): Promise<SessionPayload> => {
    const { payload } = await anonymous.request<{ payload: SessionPayload }>(document, { input })
    return payload
  }
  const must = ({ session, errors }: SessionPayload): TestSession => {
    if (session === null) throw new Error(JSON.stringify(errors))
    return session
  }
  const signUp: TestIdentity['signUp'] = (input) =>
    send(documents.signUp, {
      email: `${randomUUID()}@example.com`,
      password,
      name: 'Anna Berg',
      ...input,
    })
  const signIn: TestIdentity['signIn'] = (email, typed) => send(documents.signIn, { email, password: typed })

  return {
    url: running.url,
    environment,
    surroundings,
    database,
    clock,
    advance(milliseconds) {
      offset += milliseconds
    },
    client,
    signUp,
    signIn,
    refresh: (refreshToken) => send(documents.refreshSession, { refreshToken }),
    newCustomer: async (email) => must(await signUp(email === undefined ? {} : { email })),
    signInAdmin: async () => must(await signIn(admin.email, admin.password)),
    async stop() {
      await running.stop()
      await surroundings.stop()
    },
  }
}

import { eventually } from '@tradewind/testkit'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { REFRESH_TOKEN_LIFETIME } from '../domain/session.ts'
import { startIdentity, type SessionPayload, type TestIdentity } from './identity.ts'

let identity: TestIdentity
beforeAll(async () => {
  identity = await startIdentity()
})
afterAll(() => identity.stop())

const outcomeOf = ({ session, errors }: SessionPayload): string =>
  session === null ? (errors[0]?.__typename ?? 'nothing') : 'refreshed'

async function endOf(accessToken: string): Promise<string | null> {
  const { sid } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as {
    sid: string
  }
  const { rows } = await identity.database.pool.query('SELECT end_reason FROM session WHERE id = $1', [sid])
  return rows[0].end_reason as string | null
}

/** Keeps everyone from changing the sessions there are until released; those who want to queue up. */
async function holdSessions(): Promise<{ waiting(count: number): Promise<void>; release(): Promise<void> }> {
  const holder = new pg.Client({ connectionString: identity.environment.DATABASE_URL })
  await holder.connect()
  await holder.query('BEGIN')
  await holder.query('SELECT FROM session FOR UPDATE')
  return {
    waiting: (count) =>
      eventually(async () => {
        const { rows } = await identity.database.pool.query(
          `SELECT count(*)::int AS waiting FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        )
        expect(rows[0].waiting).toBe(count)
      }),
    async release() {
      await holder.query('COMMIT')
      await holder.end()
    },
  }
}

test('exchanges a refresh token for new tokens of the same session', async () => {
  const first = await identity.newCustomer()
  const { session, errors } = await identity.refresh(first.refreshToken)
  expect(errors).toEqual([])
  expect(session?.customer).toEqual(first.customer)
  expect(session?.refreshToken).not.toBe(first.refreshToken)
  const { me } = await identity.client(session?.accessToken).request<{ me: object }>('{ me { id } }')
  expect(me).toEqual({ id: first.customer.id })
})

test('stores no refresh token, only hashes', async () => {
  const { refreshToken } = await identity.newCustomer()
  const { rows } = await identity.database.pool.query('SELECT * FROM session')
  expect(JSON.stringify(rows)).not.toContain(refreshToken.slice(0, 20))
  expect(JSON.stringify(rows)).not.toContain(refreshToken.slice(-20))
})

test('ends the whole session when a refresh token is used again', async () => {
  const first = await identity.newCustomer()
  const second = await identity.refresh(first.refreshToken)
  const replayed = await identity.refresh(first.refreshToken)
  expect(replayed).toMatchObject({
    session: null,
    errors: [{ __typename: 'RefreshTokenReusedError', path: ['refreshToken'] }],
  })
  expect(outcomeOf(await identity.refresh(second.session?.refreshToken ?? ''))).toBe(
    'InvalidRefreshTokenError',
  )
  expect(await endOf(first.accessToken)).toBe('TOKEN_REUSED')
})

test('leaves the other sessions of the customer alone when one is ended so', async () => {
  const first = await identity.newCustomer()
  const other = await identity.signIn(first.customer.email, 'a password for tests')
  await identity.refresh(first.refreshToken)
  await identity.refresh(first.refreshToken)
  expect(outcomeOf(await identity.refresh(other.session?.refreshToken ?? ''))).toBe('refreshed')
})

test('lets exactly one of several requests with one token win that come at the same moment, and the session live on', async () => {
  const first = await identity.newCustomer()
  const sessions = await holdSessions()
  const requests = Promise.all(Array.from({ length: 4 }, () => identity.refresh(first.refreshToken)))
  await sessions.waiting(4)
  await sessions.release()
  const answers = await requests
  const winners = answers.filter(({ session }) => session !== null)
  expect(winners).toHaveLength(1)
  expect(answers.map(outcomeOf).toSorted()).toEqual([
    'ConcurrentRefreshError',
    'ConcurrentRefreshError',
    'ConcurrentRefreshError',
    'refreshed',
  ])
  expect(await endOf(first.accessToken)).toBeNull()
  expect(outcomeOf(await identity.refresh(winners[0]?.session?.refreshToken ?? ''))).toBe('refreshed')
})

test('never lets two of many requests with one token win, however they meet', async () => {
  for (let round = 0; round < 5; round++) {
    const { refreshToken } = await identity.newCustomer()
    const answers = await Promise.all(Array.from({ length: 8 }, () => identity.refresh(refreshToken)))
    expect(answers.map(outcomeOf).filter((outcome) => outcome === 'refreshed')).toHaveLength(1)
  }
})

test('does not refresh a session that is ended at the same moment', async () => {
  const first = await identity.newCustomer()
  const sessions = await holdSessions()
  const signedOut = identity.client(first.accessToken).request('mutation { signOut { sessionsEnded } }')
  await sessions.waiting(1)
  const refreshed = identity.refresh(first.refreshToken)
  await sessions.waiting(2)
  await sessions.release()
  expect(outcomeOf(await refreshed)).toBe('InvalidRefreshTokenError')
  expect(await signedOut).toEqual({ signOut: { sessionsEnded: 1 } })
})

test('keeps one line of tokens per session in any history of refreshes', async () => {
  const ages = fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(ages, async (steps) => {
      const tokens = [(await identity.newCustomer()).refreshToken]
      let over = false
      for (const age of steps) {
        const index = Math.max(0, tokens.length - 1 - age)
        const answer = await identity.refresh(tokens[index] ?? '')
        const latest = index === tokens.length - 1
        expect(outcomeOf(answer)).toBe(
          over ? 'InvalidRefreshTokenError' : latest ? 'refreshed' : 'RefreshTokenReusedError',
        )
        if (answer.session) tokens.push(answer.session.refreshToken)
        else over = true
      }
    }),
    { numRuns: 15 },
  )
})

test.each([
  ['empty', ''],
  ['of another make', 'x'.repeat(64)],
  ['huge', 'x'.repeat(1_000_000)],
  ['with a NUL', `${'x'.repeat(63)}\u0000`],
])('refuses a refresh token that is %s', async (_what, token) => {
  expect(outcomeOf(await identity.refresh(token))).toBe('InvalidRefreshTokenError')
})

test('does not take an access token for a refresh token, or the other way round', async () => {
  const { accessToken, refreshToken } = await identity.newCustomer()
  expect(outcomeOf(await identity.refresh(accessToken))).toBe('InvalidRefreshTokenError')
  await expect(identity.client(refreshToken).request('{ me { id } }')).rejects.toThrow('access token')
})

test('refuses a refresh token that has expired', async () => {
  const { refreshToken } = await identity.newCustomer()
  identity.advance(REFRESH_TOKEN_LIFETIME)
  expect(outcomeOf(await identity.refresh(refreshToken))).toBe('InvalidRefreshTokenError')
})

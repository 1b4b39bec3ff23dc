import { errorsOf } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { password, startIdentity, type TestIdentity, type TestSession } from './identity.ts'

let identity: TestIdentity
beforeAll(async () => {
  identity = await startIdentity()
})
afterAll(() => identity.stop())

const signOut = 'mutation { payload: signOut { sessionsEnded } }'
const signOutEverywhere = 'mutation { payload: signOutEverywhere { sessionsEnded } }'
const send = (session: TestSession, document: string) =>
  identity.client(session.accessToken).request<{ payload: { sessionsEnded: number } }>(document)
const canRefresh = async (session: TestSession): Promise<boolean> =>
  (await identity.refresh(session.refreshToken)).session !== null

async function twoDevices(): Promise<[TestSession, TestSession]> {
  const first = await identity.newCustomer()
  const { session } = await identity.signIn(first.customer.email, password)
  return [first, session!]
}

test('signs out of this session and leaves the others', async () => {
  const [here, elsewhere] = await twoDevices()
  expect(await send(here, signOut)).toEqual({ payload: { sessionsEnded: 1 } })
  expect(await canRefresh(here)).toBe(false)
  expect(await canRefresh(elsewhere)).toBe(true)
})

test('signing out twice ends nothing the second time', async () => {
  const session = await identity.newCustomer()
  await send(session, signOut)
  expect(await send(session, signOut)).toEqual({ payload: { sessionsEnded: 0 } })
})

test('signs out everywhere', async () => {
  const [here, elsewhere] = await twoDevices()
  expect(await send(here, signOutEverywhere)).toEqual({ payload: { sessionsEnded: 2 } })
  expect(await canRefresh(here)).toBe(false)
  expect(await canRefresh(elsewhere)).toBe(false)
})

test('asks a visitor to sign in', async () => {
  for (const document of [signOut, signOutEverywhere]) {
    const [error] = await errorsOf(identity.client().request(document))
    expect(error?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
  }
})

test('lets the access token of an ended session read until it expires, but change nothing here', async () => {
  const session = await identity.newCustomer()
  await send(session, signOut)
  const client = identity.client(session.accessToken)
  expect(await client.request('{ me { id } }')).toEqual({ me: { id: session.customer.id } })
  const [error] = await errorsOf(
    client.request('mutation { updateProfile(input: { name: "Eve" }) { customer { id } } }'),
  )
  expect(error?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
})

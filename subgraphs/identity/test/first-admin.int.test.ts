import { createTestDatabase, type TestDatabase } from '@tradewind/testkit'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { verifyPassword } from '../crypto/password-hash.ts'
import { openDatabase, type Database } from '../data/database.ts'
import { ensureAdmin } from '../data/first-admin.ts'
import { startIdentity } from './identity.ts'

let empty: TestDatabase
let database: Database
beforeEach(async () => {
  empty = await createTestDatabase('identity')
  database = openDatabase(empty.url)
})
afterEach(async () => {
  await database.close()
  await empty.drop()
})

const named = { email: 'Chief@example.com', password: 'the first password' }
const ensure = (admin: { email: string | undefined; password: string | undefined }) =>
  ensureAdmin(database.prisma, admin, new Date(), () => crypto.randomUUID())
const customers = () => database.prisma.customer.findMany()

test('makes the named account administrator, once, and announces it', async () => {
  expect(await ensure(named)).toBe(true)
  expect(await ensure({ ...named, password: 'another password' })).toBe(true)
  const [admin, ...others] = await customers()
  expect(others).toEqual([])
  expect(admin).toMatchObject({ email: 'chief@example.com', roles: ['ADMIN'] })
  expect(await verifyPassword(admin!.passwordHash, 'the first password')).toBe(true)
  expect(await database.prisma.outboxEvent.count()).toBe(1)
})

test('makes one administrator when several replicas start at once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 5 }, (_, index) => ensure({ ...named, email: `chief${index}@example.com` })),
  )
  expect(answers).toEqual(Array.from({ length: 5 }, () => true))
  expect(await customers()).toHaveLength(1)
})

test('says that there is none when none is named', async () => {
  expect(await ensure({ email: undefined, password: undefined })).toBe(false)
  expect(await customers()).toEqual([])
})

test.each([
  [{ email: 'chief', password: 'the first password' }, 'ADMIN_EMAIL'],
  [{ email: undefined, password: 'the first password' }, 'ADMIN_EMAIL'],
  [{ email: 'chief@example.com', password: undefined }, 'ADMIN_PASSWORD'],
  [{ email: 'chief@example.com', password: 'short' }, 'at least 10 characters'],
])('refuses an account that cannot be used: %j', async (admin, sentence) => {
  await expect(ensure(admin)).rejects.toThrow(sentence)
})

test('takes the account of the named address from whoever signed up with it', async () => {
  const identity = await startIdentity()
  onTestFinished(() => identity.stop())
  const squatter = await identity.newCustomer('chief@example.com')
  await identity.database.pool.query(`UPDATE customer SET roles = '{CUSTOMER}'`)
  await ensureAdmin(identity.database.prisma, named, new Date(), () => crypto.randomUUID())

  expect((await identity.refresh(squatter.refreshToken)).session).toBeNull()
  const { session } = await identity.signIn('chief@example.com', named.password)
  expect(session?.customer).toMatchObject({ id: squatter.customer.id, roles: ['ADMIN'] })
})

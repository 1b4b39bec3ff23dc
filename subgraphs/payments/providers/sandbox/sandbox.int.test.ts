import { createLogger, newId } from '@tradewind/service'
import { createTestDatabase, eventually, type TestDatabase } from '@tradewind/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDatabase, type Database } from '../../data/database.ts'
import type { PaymentProvider } from '../provider.ts'
import { startNotifications } from './notifications.ts'
import { createSandbox } from './sandbox.ts'

const DELAY = 60
const signal = AbortSignal.timeout(600_000)
const logger = createLogger('payments', 'silent')

let testDatabase: TestDatabase
let database: Database
let sandbox: PaymentProvider
let notified: string[]
let time = Date.now()
beforeAll(async () => {
  testDatabase = await createTestDatabase('payments')
  database = openDatabase(testDatabase.url)
})
afterAll(async () => {
  await database.close()
  await testDatabase.drop()
})
beforeEach(() => {
  notified = []
  sandbox = open()
})
afterEach(() => sandbox.stop())

/** The sandbox as a process opens it; a second one is what is there after a restart. */
function open(): PaymentProvider {
  const { prisma } = database
  const now = () => new Date(time)
  const notify = async (key: string): Promise<void> => void notified.push(key)
  const notifications = startNotifications(prisma, notify, now, logger)
  return createSandbox({ prisma, notifications, now, newId, delay: DELAY })
}

const authorise = (paymentToken: string, idempotencyKey = newId(), amount = 1_000n) =>
  sandbox.authorise({ idempotencyKey, amount, currencyCode: 'EUR', paymentToken }, signal)

const about = (key: string, amount = 1_000n, idempotencyKey = newId()) => ({
  idempotencyKey,
  amount,
  currencyCode: 'EUR',
  authorisation: { idempotencyKey: key, reference: null },
})

const declined = { outcome: 'declined', reason: 'NOT_POSSIBLE' }

test('answers the same to the same key, also after a restart', async () => {
  const key = newId()
  const first = await authorise('sandbox-approve', key)
  expect(first).toMatchObject({ outcome: 'approved' })
  expect(await authorise('sandbox-approve', key)).toEqual(first)
  await sandbox.stop()
  sandbox = open()
  expect(await authorise('sandbox-approve', key)).toEqual(first)
  expect(await sandbox.lookUp(key, signal)).toEqual(first)
  expect(await database.prisma.sandboxTransaction.count({ where: { key } })).toBe(1)
})

test('takes the same key at the same time once', async () => {
  const key = newId()
  const answers = await Promise.all(Array.from({ length: 5 }, () => authorise('sandbox-approve', key)))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(await database.prisma.sandboxTransaction.count({ where: { key } })).toBe(1)
})

test('refuses a key that was used for something else', async () => {
  const key = newId()
  await authorise('sandbox-approve', key, 1_000n)
  await expect(authorise('sandbox-approve', key, 2_000n)).rejects.toThrow(/asked for something else/)
})

test('keeps the behaviour a token stands for, and no token it does not know', async () => {
  const key = newId()
  expect(await authorise('4111 1111 1111 1111', key)).toEqual({
    outcome: 'declined',
    reason: 'INVALID_TOKEN',
  })
  expect(await database.prisma.sandboxTransaction.count({ where: { key } })).toBe(0)
  expect(await sandbox.lookUp(key, signal)).toEqual({ outcome: 'absent' })
})

test('captures no more than was authorised, and refunds no more than was captured', async () => {
  const key = newId()
  await authorise('sandbox-approve', key)
  expect(await sandbox.refund(about(key, 1n), signal)).toEqual(declined)
  expect(await sandbox.capture(about(key, 1_001n), signal)).toEqual(declined)
  expect(await sandbox.capture(about(key), signal)).toMatchObject({ outcome: 'approved' })
  expect(await sandbox.capture(about(key, 1n), signal)).toEqual(declined)
  expect(await sandbox.void(about(key), signal)).toEqual(declined)
  expect(await sandbox.refund(about(key, 600n), signal)).toMatchObject({ outcome: 'approved' })
  expect(await sandbox.refund(about(key, 600n), signal)).toEqual(declined)
  expect(await sandbox.refund(about(key, 400n), signal)).toMatchObject({ outcome: 'approved' })
})

test('captures nothing that was voided, declined or never there', async () => {
  const [voided, refused] = [newId(), newId()]
  await authorise('sandbox-approve', voided)
  await sandbox.void(about(voided), signal)
  await authorise('sandbox-decline', refused)
  for (const key of [voided, refused, newId()]) {
    expect(await sandbox.capture(about(key), signal)).toEqual(declined)
  }
  expect(await sandbox.void(about(voided), signal)).toMatchObject({ outcome: 'approved' })
})

test('never approves what was voided before it arrived', async () => {
  const key = newId()
  expect(await sandbox.void(about(key), signal)).toMatchObject({ outcome: 'approved' })
  expect(await authorise('sandbox-approve', key)).toEqual(declined)
})

test('decides late, and cannot void what it has not decided', async () => {
  const key = newId()
  expect(await authorise('sandbox-late', key)).toEqual({ outcome: 'pending' })
  expect(await sandbox.void(about(key), signal)).toEqual(declined)
  time += DELAY
  expect(await sandbox.lookUp(key, signal)).toMatchObject({ outcome: 'approved' })
  await eventually(() => expect(notified).toEqual([key]))
  expect(await sandbox.void(about(key), signal)).toMatchObject({ outcome: 'approved' })
})

test('notifies twice when a token asks for it', async () => {
  const key = newId()
  expect(await authorise('sandbox-twice', key)).toMatchObject({ outcome: 'approved' })
  time += DELAY
  await eventually(() => expect(notified).toEqual([key, key]))
})

test('sends after a restart the notifications that were due before it', async () => {
  const key = newId()
  await authorise('sandbox-late-decline', key)
  await sandbox.stop()
  time += DELAY
  sandbox = open()
  await eventually(() => expect(notified).toEqual([key]))
  expect(await sandbox.lookUp(key, signal)).toEqual({ outcome: 'declined', reason: 'REFUSED' })
})

test('hangs until the caller hangs up when an answer is lost, but has done what it was asked', async () => {
  const key = newId()
  const request = {
    idempotencyKey: key,
    amount: 1_000n,
    currencyCode: 'EUR',
    paymentToken: 'sandbox-time-out',
  }
  expect(await sandbox.authorise(request, AbortSignal.timeout(20))).toEqual({ outcome: 'unknown' })
  expect(await sandbox.lookUp(key, signal)).toMatchObject({ outcome: 'approved' })
})

test('has never heard of a request that was lost, until it is sent again', async () => {
  const key = newId()
  const request = { idempotencyKey: key, amount: 1_000n, currencyCode: 'EUR', paymentToken: 'sandbox-lost' }
  expect(await sandbox.authorise(request, AbortSignal.timeout(20))).toEqual({ outcome: 'unknown' })
  expect(await sandbox.lookUp(key, signal)).toEqual({ outcome: 'absent' })
  expect(await sandbox.authorise(request, signal)).toMatchObject({ outcome: 'approved' })
})

import { isSealed } from '@tradewind/events'
import { ordering } from '@tradewind/events/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { anOrder, LATE, openShop, sealing, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())
// What an earlier test left waiting would be counted by the next.
beforeEach(() => shop.settle())

test('authorises what the order costs, and tells so', async () => {
  const order = anOrder({ amount: '4990' })
  await shop.deliver(...order.requested)
  const payment = await shop.payment(order.orderId)
  expect(payment).toMatchObject({
    state: 'AUTHORISED',
    amount: 4990n,
    authorisedAmount: 4990n,
    capturedAmount: 0n,
  })
  expect(payment.ledger).toMatchObject([{ kind: 'AUTHORISATION', amount: 4990n }])
  expect(await shop.published(order.orderId)).toEqual(['authorised'])
})

test.each([
  ['sandbox-decline', 'REFUSED'],
  ['sandbox-insufficient-funds', 'INSUFFICIENT_FUNDS'],
  ['sandbox-expired-card', 'EXPIRED_CARD'],
  ['a token of some other provider', 'INVALID_TOKEN'],
  ['constructor', 'INVALID_TOKEN'],
])('declines %s with the reason %s', async (token, declineReason) => {
  const order = anOrder({ token })
  await shop.deliver(...order.requested)
  const payment = await shop.payment(order.orderId)
  expect(payment).toMatchObject({ state: 'DECLINED', declineReason, authorisedAmount: 0n, ledger: [] })
  expect(await shop.published(order.orderId)).toEqual(['declined'])
})

test('forgets the payment token as soon as the authorisation is decided', async () => {
  for (const token of ['sandbox-approve', 'sandbox-decline', 'a secret nobody knows']) {
    const order = anOrder({ token })
    await shop.deliver(...order.requested)
    expect(await shop.payment(order.orderId)).toMatchObject({ paymentToken: null })
    const everything = JSON.stringify(
      await shop.prisma.outboxEvent.findMany({ where: { subject: order.orderId } }),
      (_, value) => (typeof value === 'bigint' ? String(value) : value),
    )
    expect(everything).not.toContain(token)
  }
})

test('logs what it asks the provider, and never the token', async () => {
  const lines: unknown[] = []
  const write = (...line: unknown[]): void => void lines.push(line)
  const listening = { child: (bound: object) => (lines.push(bound), listening), info: write, warn: write }
  const { logger } = shop.services
  Object.assign(shop.services, { logger: listening })
  for (const token of ['sandbox-approve', 'sandbox-time-out', 'a secret nobody knows']) {
    const order = anOrder({ token })
    await shop.deliver(...order.requested)
    await shop.settle()
    expect(JSON.stringify(lines)).toContain(order.orderId)
    expect(JSON.stringify(lines)).not.toContain(token)
  }
  Object.assign(shop.services, { logger })
})

test('keeps a token sealed that an earlier release of ordering sent in plain text', async () => {
  const order = anOrder({ token: 'sandbox-late' })
  const [, data] = order.requested
  await shop.deliver(ordering.orderPaymentRequested, { ...data, paymentToken: 'sandbox-late' })
  const { state, paymentToken } = await shop.payment(order.orderId)
  expect([state, isSealed(paymentToken)]).toEqual(['PENDING', true])
  await shop.settle()
  expect((await shop.payment(order.orderId)).paymentToken).toBeNull()
})

test('leaves a request whose token it cannot open for somebody to look at', async () => {
  const order = anOrder()
  const [definition, data] = order.requested
  const paymentToken = sealing.seal(ordering.paymentToken, 'another order', 'sandbox-approve')
  await expect(shop.deliver(definition, { ...data, paymentToken })).rejects.toThrow(
    /^ordering\.order\.payment-token of .* does not open/,
  )
  expect(await shop.payment(order.orderId)).toMatchObject({
    state: 'PENDING',
    attempts: [{ outcome: 'UNDECIDED' }],
  })
  // With the right token, as after a missing key was added, the same event goes through.
  await shop.prisma.payment.update({
    where: { orderId: order.orderId },
    data: { paymentToken: data.paymentToken },
  })
  await shop.deliver(...order.requested)
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'AUTHORISED' })
})

test('keeps the token while the provider has not decided', async () => {
  const order = anOrder({ token: 'sandbox-late' })
  await shop.deliver(...order.requested)
  expect(await shop.payment(order.orderId)).toMatchObject({
    state: 'PENDING',
    paymentToken: expect.toSatisfy(isSealed),
  })
  await shop.settle()
  expect(await shop.payment(order.orderId)).toMatchObject({ paymentToken: null })
})

test('asks for one authorisation however often the order asks, under whatever event id', async () => {
  const order = anOrder()
  await shop.deliver(...order.requested)
  await shop.deliver(...order.requested)
  await shop.deliver(...order.requested)
  const { attempts } = await shop.payment(order.orderId)
  expect(attempts).toHaveLength(1)
  expect(await shop.published(order.orderId)).toEqual(['authorised'])
})

test('charges once when it crashes between the call to the provider and the commit', async () => {
  const order = anOrder()
  await shop.crashAfterCalling(...order.requested)
  await shop.crashAfterCalling(...order.requested)
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'PENDING', authorisedAmount: 0n })
  await shop.deliver(...order.requested)

  const { state, attempts } = await shop.payment(order.orderId)
  expect(state).toBe('AUTHORISED')
  expect(attempts).toHaveLength(1)
  const books = await shop.books({ operation: 'AUTHORISE' })
  expect(books.filter(({ key }) => key === attempts[0]!.id)).toHaveLength(1)
  expect(await shop.published(order.orderId)).toEqual(['authorised'])
})

test('two deliveries of one request at the same time charge once', async () => {
  const order = anOrder()
  const results = await Promise.all(Array.from({ length: 5 }, () => shop.deliver(...order.requested)))
  expect(results).toEqual(Array(5).fill('handled'))
  const { attempts, ledger } = await shop.payment(order.orderId)
  expect(attempts).toHaveLength(1)
  expect(ledger).toHaveLength(1)
  expect(await shop.published(order.orderId)).toEqual(['authorised'])
})

test('finds out at the next look-up when the answer never arrived', async () => {
  const order = anOrder({ token: 'sandbox-time-out' })
  await shop.deliver(...order.requested)
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'PENDING' })
  shop.pass(999)
  expect(await shop.deliverDue()).toBe(0)
  shop.pass(1)
  expect(await shop.deliverDue()).toBe(1)
  expect(await shop.payment(order.orderId)).toMatchObject({ state: 'AUTHORISED' })
  expect(await shop.published(order.orderId)).toEqual(['authorised'])
})

test('sends a request that never arrived once more, under the same key', async () => {
  const order = anOrder({ token: 'sandbox-lost' })
  await shop.deliver(...order.requested)
  await shop.settle()
  const { state, attempts } = await shop.payment(order.orderId)
  expect({ state, attempts: attempts.length }).toEqual({ state: 'AUTHORISED', attempts: 1 })
})

test('learns of a late approval by the notification, before the look-up is due', async () => {
  const patient = { ...shop.services.patience, firstWait: LATE * 10 }
  const waiting = await openShop()
  Object.assign(waiting.services, { patience: patient })
  const order = anOrder({ token: 'sandbox-late' })
  await waiting.deliver(...order.requested)
  waiting.pass(LATE)
  await waiting.sendNotifications()
  expect(await waiting.deliverDue()).toBe(1)
  expect(await waiting.payment(order.orderId)).toMatchObject({ state: 'AUTHORISED' })

  await waiting.settle()
  expect(await waiting.published(order.orderId)).toEqual(['authorised'])
  await waiting.close()
})

test('a doubled notification changes nothing twice', async () => {
  const order = anOrder({ token: 'sandbox-twice' })
  await shop.deliver(...order.requested)
  shop.pass(LATE)
  await shop.sendNotifications()
  const notified = (await shop.ownEvents()).filter(({ type }) => type.includes('notified'))
  expect(notified).toHaveLength(2)
  await shop.settle()
  const { state, ledger, authorisedAmount } = await shop.payment(order.orderId)
  expect({ state, entries: ledger.length, authorisedAmount }).toEqual({
    state: 'AUTHORISED',
    entries: 1,
    authorisedAmount: 4990n,
  })
  expect(await shop.published(order.orderId)).toEqual(['authorised'])
})

test('waits twice as long before each look-up, then declines and calls the authorisation off', async () => {
  const order = anOrder({ token: 'sandbox-silent' })
  await shop.deliver(...order.requested)
  for (const wait of [1_000, 2_000, 4_000]) {
    shop.pass(wait - 1)
    expect(await shop.deliverDue()).toBe(0)
    shop.pass(1)
    expect(await shop.payment(order.orderId)).toMatchObject({ state: 'PENDING' })
    expect(await shop.deliverDue()).toBe(1)
  }
  expect(await shop.payment(order.orderId)).toMatchObject({
    state: 'VOIDING',
    declineReason: 'NO_ANSWER',
    paymentToken: null,
  })
  expect(await shop.published(order.orderId)).toEqual(['declined'])

  await shop.settle()
  const payment = await shop.payment(order.orderId)
  expect(payment).toMatchObject({ state: 'DECLINED', declineReason: 'NO_ANSWER', ledger: [] })
  expect(payment.attempts.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
    'AUTHORISE UNDECIDED',
    'VOID APPROVED',
  ])
  expect(await shop.published(order.orderId)).toEqual(['declined'])
})

test('voids an approval that comes after it was given up', async () => {
  // Approved a minute later, while patience ends after seven seconds.
  const order = anOrder({ token: 'sandbox-late' })
  await shop.deliver(...order.requested)
  for (const wait of [1_000, 2_000, 4_000]) {
    shop.pass(wait)
    await shop.deliverDue()
  }
  expect(await shop.published(order.orderId)).toEqual(['declined'])
  await shop.settle()
  const payment = await shop.payment(order.orderId)
  expect(payment).toMatchObject({ state: 'VOIDED', declineReason: 'NO_ANSWER', voidedAmount: 4990n })
  expect(payment.ledger.map(({ kind }) => kind)).toEqual(['AUTHORISATION', 'VOID'])
  expect(await shop.published(order.orderId)).toEqual(['declined', 'voided'])
})

test('an order that costs nothing is authorised, captured and given back without asking the provider', async () => {
  const kept = anOrder({ amount: '0' })
  await shop.deliver(...kept.requested)
  await shop.deliver(...kept.shipped)
  expect(await shop.payment(kept.orderId)).toMatchObject({ state: 'CAPTURED' })
  const ended = anOrder({ amount: '0' })
  await shop.deliver(...ended.requested)
  await shop.deliver(...ended.cancelled)
  expect(await shop.payment(ended.orderId)).toMatchObject({ state: 'VOIDED' })
  const keys = (await shop.payment(kept.orderId)).attempts.map(({ id }) => id)
  expect(await shop.prisma.sandboxTransaction.count({ where: { key: { in: keys } } })).toBe(0)
})

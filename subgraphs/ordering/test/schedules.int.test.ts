import { newId } from '@tradewind/service'
import type { GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { schedules } from '../events/schedules.ts'
import { basketOf, findOrder, place } from './operations.ts'
import { openShop, type Shop } from './shop.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

let shop: Shop
let ann: GraphQLClient
let shirt: string
beforeAll(async () => {
  shop = await openShop()
  ann = await shop.as({ id: newId() })
  const { variantIds } = await shop.stock()
  shirt = variantIds[0]!
})
afterAll(() => shop.close())

/** Runs one of the schedules at a time from now. */
function run(name: string, later: number): Promise<unknown> {
  const now = new Date(Date.now() + later)
  const timeouts = { PLACED: 2 * MINUTE, RESERVED: 10 * MINUTE, AUTHORISED: 2 * MINUTE }
  const schedule = schedules(shop.prisma, () => ({ now, timeouts })).find((each) => each.name === name)!
  return schedule.run({ tick: now, signal: new AbortController().signal })
}

test('an order whose time-out never came is ended by the sweep, each step in its own time', async () => {
  const [unanswered, unpaid, confirmed] = [
    (await place(ann, basketOf(shirt))).id,
    (await place(ann, basketOf(shirt))).id,
    (await place(ann, basketOf(shirt))).id,
  ]
  await shop.answers(unpaid).reserved()
  await shop.confirm(confirmed)
  // The time-out is due, and a minute late: it may still come.
  expect(await run('overdue-steps', 3 * MINUTE)).toBe(0)
  expect(await run('overdue-steps', 5 * MINUTE)).toBe(1)
  const statusOf = async (id: string) => {
    const { status, cancellation } = await shop.prisma.order
      .findUniqueOrThrow({ where: { id } })
      .then((order) => ({ status: order.status, cancellation: order.cancellationReason }))
    return [status, cancellation]
  }
  expect(await statusOf(unanswered)).toEqual(['CANCELLED', 'RESERVATION_TIMED_OUT'])
  expect(await statusOf(unpaid)).toEqual(['RESERVED', null])
  expect(await run('overdue-steps', 13 * MINUTE)).toBe(1)
  expect(await statusOf(unpaid)).toEqual(['CANCELLED', 'PAYMENT_TIMED_OUT'])
  expect(await run('overdue-steps', 90 * DAY)).toBe(0)
  expect(await findOrder(ann, confirmed)).toMatchObject({ status: 'CONFIRMED' })
  expect((await shop.eventsOf(unpaid)).map(({ type }) => type)).toContain('ordering.order.cancelled.v1')
})

test('an idempotency key is forgotten after 30 days, and not before', async () => {
  const before = await shop.prisma.idempotencyKey.count()
  await place(ann, basketOf(shirt))
  expect(await run('old-idempotency-keys', 29 * DAY)).toBe(0)
  expect(await run('old-idempotency-keys', 31 * DAY)).toBe(before + 1)
})

import { newId } from '@tradewind/service'
import type { GraphQLClient } from 'graphql-request'
import { isSealed } from '@tradewind/events'
import { inventory, ordering } from '@tradewind/events/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { basketOf, findOrder, place } from './operations.ts'
import { openShop, sealing, type Shop } from './shop.ts'

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

const placed = async (): Promise<string> => (await place(ann, basketOf(shirt))).id

describe('the process of an order', () => {
  test('from PLACED to CONFIRMED, each step published and kept', async () => {
    const id = await placed()
    await shop.confirm(id)
    expect(await findOrder(ann, id)).toMatchObject({
      status: 'CONFIRMED',
      history: [
        { from: null, to: 'PLACED', actor: 'CUSTOMER' },
        { from: 'PLACED', to: 'RESERVED', actor: 'SYSTEM' },
        { from: 'RESERVED', to: 'AUTHORISED', actor: 'SYSTEM' },
        { from: 'AUTHORISED', to: 'CONFIRMED', actor: 'SYSTEM' },
      ],
    })
    expect(await shop.eventsOf(id)).toMatchObject([
      { type: 'ordering.order.placed.v1' },
      { type: 'ordering.order.step-due.v1', data: { status: 'PLACED' } },
      {
        type: 'ordering.order.payment-requested.v2',
        data: { orderId: id, amount: '1290', currencyCode: 'EUR', paymentToken: expect.toSatisfy(isSealed) },
      },
      { type: 'ordering.order.step-due.v1', data: { status: 'RESERVED' } },
      { type: 'ordering.order.authorised.v1', data: { lines: [{ variantId: shirt, quantity: 1 }] } },
      { type: 'ordering.order.step-due.v1', data: { status: 'AUTHORISED' } },
      { type: 'ordering.order.confirmed.v1' },
    ])
  })

  test('keeps the payment token sealed, and no longer than until payment is asked for', async () => {
    const id = await placed()
    const token = async () => (await shop.prisma.order.findUniqueOrThrow({ where: { id } })).paymentToken
    const sealed = await token()
    expect(sealed).not.toContain('tok_approve')
    expect(sealing.open(ordering.paymentToken, id, sealed!)).toBe('tok_approve')
    await shop.answers(id).reserved()
    expect(await token()).toBeNull()
  })

  test('ends REJECTED when there is not enough stock, and says of what', async () => {
    const id = await placed()
    await shop.answers(id).reservationRejected([{ variantId: shirt, requested: 1, available: 0 }])
    expect(await findOrder(ann, id)).toMatchObject({
      status: 'REJECTED',
      rejection: {
        reason: 'OUT_OF_STOCK',
        message: expect.stringContaining('no longer in stock'),
        shortages: [{ variantId: shirt, variant: { id: shirt }, requested: 1, available: 0 }],
      },
    })
    expect((await shop.eventsOf(id)).at(-1)).toMatchObject({
      type: 'ordering.order.rejected.v1',
      data: { reason: 'OUT_OF_STOCK' },
    })
  })

  test('ends REJECTED when the payment is declined, and gives the stock back', async () => {
    const id = await placed()
    const { reserved, declined } = shop.answers(id)
    await reserved()
    await declined()
    expect(await findOrder(ann, id)).toMatchObject({
      rejection: { reason: 'PAYMENT_DECLINED', shortages: [] },
    })
    expect((await shop.typesOf(id)).at(-1)).toBe('ordering.order.rejected.v1')
  })

  test('ends REJECTED when the reservation had expired and its stock is gone', async () => {
    const id = await placed()
    const { reserved, authorised, commitRejected } = shop.answers(id)
    for (const answer of [reserved, authorised, commitRejected]) await answer()
    expect(await findOrder(ann, id)).toMatchObject({
      status: 'REJECTED',
      rejection: { reason: 'OUT_OF_STOCK' },
    })
  })

  test.each([
    ['PLACED', 'RESERVATION_TIMED_OUT'],
    ['RESERVED', 'PAYMENT_TIMED_OUT'],
    ['AUTHORISED', 'COMMIT_TIMED_OUT'],
  ] as const)('ends CANCELLED when it waits too long at %s', async (step, reason) => {
    const id = await placed()
    const { reserved, authorised, committed, due } = shop.answers(id)
    const answers = { PLACED: [], RESERVED: [reserved], AUTHORISED: [reserved, authorised] }
    for (const answer of answers[step]) await answer()
    await due(step)
    expect(await findOrder(ann, id)).toMatchObject({
      status: 'CANCELLED',
      cancellation: { reason, note: null },
    })
    expect((await shop.eventsOf(id)).at(-1)).toMatchObject({
      type: 'ordering.order.cancelled.v1',
      data: { reason },
    })
    for (const late of [reserved, authorised, committed]) await late()
    expect((await findOrder(ann, id))!.status).toBe('CANCELLED')
  })

  test('goes on when a time-out comes for a step that is over', async () => {
    const id = await placed()
    const { reserved, due } = shop.answers(id)
    await reserved()
    await due('PLACED')
    expect(await findOrder(ann, id)).toMatchObject({ status: 'RESERVED' })
  })

  test('ends CANCELLED when the reservation expires before the payment has come', async () => {
    const id = await placed()
    const { reserved, reservationExpired } = shop.answers(id)
    await reserved()
    await reservationExpired()
    expect(await findOrder(ann, id)).toMatchObject({ cancellation: { reason: 'RESERVATION_EXPIRED' } })
  })

  test('handles a message once, however often it is delivered', async () => {
    const id = await placed()
    const envelope = { id: newId() }
    const data = { orderId: id, expiresAt: new Date().toISOString(), lines: [] }
    const deliver = () => shop.tell(inventory.stockReserved, id, data, envelope)
    const results = await Promise.all([deliver(), deliver(), deliver()])
    expect(results.toSorted()).toEqual(['duplicate', 'duplicate', 'handled'])
    expect(await shop.typesOf(id)).toHaveLength(4)
  })

  test('leaves an answer before its question, or for an unknown order, to be retried', async () => {
    const id = await placed()
    await expect(shop.answers(id).authorised()).rejects.toThrow(
      `PaymentAuthorised came for order ${id}, which is PLACED.`,
    )
    await expect(shop.answers(id).committed()).rejects.toThrow('which is PLACED')
    await expect(shop.answers(newId()).reserved()).rejects.toThrow('which is not known')
    expect(await findOrder(ann, id)).toMatchObject({ status: 'PLACED' })
  })
})

test('whatever order the answers come in, twice and at the same time, the outbox tells one consistent story', async () => {
  const names = [
    'reserved',
    'authorised',
    'committed',
    'declined',
    'reservationExpired',
    'reservationRejected',
  ] as const
  const anyOrder = fc.shuffledSubarray([...names, ...names], { minLength: 6 })
  await fc.assert(
    fc.asyncProperty(anyOrder, async (sequence) => {
      const id = await placed()
      const answers = shop.answers(id)
      // Two at a time. Answers before their question throw, to be retried: here they are not.
      for (let at = 0; at < sequence.length; at += 2) {
        await Promise.allSettled(sequence.slice(at, at + 2).map((name) => answers[name]()))
      }
      const order = (await findOrder(ann, id))!
      const types = (await shop.typesOf(id)).map((type) => type.split('.')[2]!)
      const told = (type: string): number => types.filter((it) => it === type).length
      const moves = order.history.map(({ to }) => to)
      expect(moves.at(-1)).toBe(order.status)
      expect(new Set(moves).size).toBe(moves.length)
      expect(told('payment-requested')).toBe(moves.includes('RESERVED') ? 1 : 0)
      expect(told('authorised')).toBe(moves.includes('AUTHORISED') ? 1 : 0)
      expect(told('confirmed')).toBe(order.status === 'CONFIRMED' ? 1 : 0)
      expect(told('rejected')).toBe(order.status === 'REJECTED' ? 1 : 0)
      expect(told('cancelled')).toBe(order.status === 'CANCELLED' ? 1 : 0)
    }),
    { numRuns: 10 },
  )
})

import { describe, expect, test } from 'vitest'
import { cancellerOf, maySeeOrdersOf, usualReason } from './access.ts'
import { cancel, deliver, ship, type CommandOutcome } from './commands.ts'
import { formatOrderNumber, parseOrderNumber } from './number.ts'
import type { OrderStatus } from './order.ts'
import { anOrder, now, states } from '../test/orders.ts'

const statuses = Object.keys(states) as OrderStatus[]
const allowedFrom = (command: (status: OrderStatus) => CommandOutcome): OrderStatus[] =>
  statuses.filter((status) => command(status).kind === 'moved')

describe('cancelling', () => {
  const command = { reason: 'CUSTOMER_REQUEST', note: 'Bought it twice.' } as const

  test('is allowed until the order ships', () => {
    expect(allowedFrom((status) => cancel(anOrder(states[status]), command))).toEqual([
      'PLACED',
      'RESERVED',
      'AUTHORISED',
      'CONFIRMED',
    ])
  })

  test('says where an order stands that cannot be cancelled', () => {
    expect(cancel(anOrder(states.SHIPPED), command)).toEqual({ kind: 'refused', status: 'SHIPPED' })
  })

  test('publishes the cancellation, which undoes what was done for the order', () => {
    expect(cancel(anOrder(states.AUTHORISED), command)).toEqual({
      kind: 'moved',
      state: { status: 'CANCELLED', ...command },
      events: [{ kind: 'OrderCancelled', reason: 'CUSTOMER_REQUEST' }],
    })
  })
})

describe('shipping', () => {
  const parcel = { carrier: 'DHL', trackingNumber: null }

  test('is for confirmed orders alone', () => {
    expect(allowedFrom((status) => ship(anOrder(states[status]), parcel, now))).toEqual(['CONFIRMED'])
  })

  test('keeps the parcel and tells of it', () => {
    expect(ship(anOrder(states.CONFIRMED), parcel, now)).toEqual({
      kind: 'moved',
      state: { status: 'SHIPPED', shipment: { ...parcel, shippedAt: now } },
      events: [{ kind: 'OrderShipped' }],
    })
  })
})

describe('delivering', () => {
  test('is for shipped orders alone', () => {
    expect(allowedFrom((status) => deliver(anOrder(states[status]), now))).toEqual(['SHIPPED'])
  })

  test('keeps the parcel', () => {
    expect(deliver(anOrder(states.SHIPPED), now)).toMatchObject({
      state: { shipment: states.SHIPPED.shipment, deliveredAt: now },
      events: [{ kind: 'OrderDelivered' }],
    })
  })
})

describe('who may do what', () => {
  const asker = (id: string, ...scopes: string[]) => ({ id, scopes: new Set(scopes) })

  test('customers see their own orders, readers of orders see all, nobody else sees any', () => {
    expect(maySeeOrdersOf(asker('ann'), 'ann')).toBe(true)
    expect(maySeeOrdersOf(asker('bob'), 'ann')).toBe(false)
    expect(maySeeOrdersOf(asker('bob', 'orders:write'), 'ann')).toBe(false)
    expect(maySeeOrdersOf(asker('bob', 'orders:read'), 'ann')).toBe(true)
    expect(maySeeOrdersOf(null, 'ann')).toBe(false)
  })

  test('customers cancel their own orders, staff cancel all', () => {
    expect(cancellerOf(asker('ann'), 'ann')).toEqual({ kind: 'CUSTOMER', id: 'ann' })
    expect(cancellerOf(asker('ann', 'orders:write'), 'ann')).toEqual({ kind: 'CUSTOMER', id: 'ann' })
    expect(cancellerOf(asker('bob', 'orders:write'), 'ann')).toEqual({ kind: 'STAFF', id: 'bob' })
    expect(cancellerOf(asker('bob', 'orders:read'), 'ann')).toBeNull()
  })

  test('a cancellation without a reason is at the request of the customer, or by decision of the staff', () => {
    expect(usualReason({ kind: 'CUSTOMER', id: 'ann' })).toBe('CUSTOMER_REQUEST')
    expect(usualReason({ kind: 'STAFF', id: 'bob' })).toBe('STAFF_DECISION')
  })
})

describe('order numbers', () => {
  test('are written TW-100042', () => {
    expect(formatOrderNumber(100_042)).toBe('TW-100042')
  })

  test.each(['TW-100042', 'tw-100042', '100042', ' TW-100042 '])('%j is understood', (text) => {
    expect(parseOrderNumber(text)).toBe(100_042)
  })

  test.each(['', 'TW-', 'TW-0', 'TW-1e5', 'TX-100042', '-1', '99999999999', 'TW-100042;--'])(
    '%j is no number',
    (text) => {
      expect(parseOrderNumber(text)).toBeNull()
    },
  )
})

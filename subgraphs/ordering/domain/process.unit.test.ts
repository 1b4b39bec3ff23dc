import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Order, OrderState, OrderStatus } from './order.ts'
import { advance, type ProcessMessage } from './process.ts'
import { anOrder, clock, messages, now, shortages, states } from '../test/orders.ts'

const outcomeOf = (status: OrderStatus, message: ProcessMessage): string => {
  const outcome = advance(anOrder(states[status]), message, clock)
  if (outcome.kind !== 'moved') return outcome.kind
  return 'reason' in outcome.state
    ? `${outcome.state.status} (${outcome.state.reason})`
    : outcome.state.status
}

/** What becomes of every message at every status; statuses that are not listed ignore it. */
const expected: Record<string, Partial<Record<OrderStatus, string>>> = {
  StockReserved: { PLACED: 'RESERVED' },
  StockReservationRejected: { PLACED: 'REJECTED (OUT_OF_STOCK)' },
  StockReservationExpired: {
    PLACED: 'CANCELLED (RESERVATION_EXPIRED)',
    RESERVED: 'CANCELLED (RESERVATION_EXPIRED)',
  },
  PaymentAuthorised: { PLACED: 'premature', RESERVED: 'AUTHORISED' },
  PaymentDeclined: { PLACED: 'premature', RESERVED: 'REJECTED (PAYMENT_DECLINED)' },
  StockCommitted: { PLACED: 'premature', RESERVED: 'premature', AUTHORISED: 'CONFIRMED' },
  StockCommitRejected: { PLACED: 'premature', RESERVED: 'premature', AUTHORISED: 'REJECTED (OUT_OF_STOCK)' },
  'StepDue PLACED': { PLACED: 'CANCELLED (RESERVATION_TIMED_OUT)' },
  'StepDue RESERVED': { RESERVED: 'CANCELLED (PAYMENT_TIMED_OUT)' },
  'StepDue AUTHORISED': { AUTHORISED: 'CANCELLED (COMMIT_TIMED_OUT)' },
}

describe.each(messages)('on $name', ({ name, message }) => {
  test.each(Object.keys(states) as OrderStatus[])('an order that is %s', (status) => {
    expect(outcomeOf(status, message)).toBe(expected[name]![status] ?? 'ignored')
  })
})

describe('the events of a step', () => {
  const eventsOf = (state: OrderState, message: ProcessMessage) => {
    const outcome = advance(anOrder(state), message, clock)
    return outcome.kind === 'moved' ? outcome.events : []
  }

  test('stock reserved: payment is requested with the token, and must be answered in time', () => {
    expect(eventsOf({ status: 'PLACED', paymentToken: 'tok_1' }, { kind: 'StockReserved' })).toEqual([
      { kind: 'PaymentRequested', amount: 2_580n, currencyCode: 'EUR', paymentToken: 'tok_1' },
      { kind: 'StepBegun', step: 'RESERVED', dueAt: new Date(now.getTime() + clock.timeouts.RESERVED) },
    ])
  })

  test('the payment token is forgotten with that step', () => {
    const outcome = advance(anOrder(states.PLACED), { kind: 'StockReserved' }, clock)
    expect(outcome).toMatchObject({ kind: 'moved', state: { status: 'RESERVED' } })
    expect(JSON.stringify(outcome.kind === 'moved' && outcome.state)).not.toContain('tok_')
  })

  test('payment authorised: the stock is asked for, and must be handed over in time', () => {
    expect(eventsOf(states.RESERVED, { kind: 'PaymentAuthorised' })).toEqual([
      { kind: 'OrderAuthorised', lines: anOrder(states.RESERVED).lines },
      { kind: 'StepBegun', step: 'AUTHORISED', dueAt: new Date(now.getTime() + clock.timeouts.AUTHORISED) },
    ])
  })

  test('a rejection keeps what was short, and compensates', () => {
    const outcome = advance(anOrder(states.PLACED), { kind: 'StockReservationRejected', shortages }, clock)
    expect(outcome).toEqual({
      kind: 'moved',
      state: { status: 'REJECTED', reason: 'OUT_OF_STOCK', shortages },
      events: [{ kind: 'OrderRejected', reason: 'OUT_OF_STOCK' }],
    })
  })
})

describe('any messages, in any order, any number of times', () => {
  const allowed: Record<OrderStatus, readonly OrderStatus[]> = {
    PLACED: ['RESERVED', 'REJECTED', 'CANCELLED'],
    RESERVED: ['AUTHORISED', 'REJECTED', 'CANCELLED'],
    AUTHORISED: ['CONFIRMED', 'REJECTED', 'CANCELLED'],
    CONFIRMED: [],
    SHIPPED: [],
    DELIVERED: [],
    REJECTED: [],
    CANCELLED: [],
  }
  const anyMessages = fc.array(fc.constantFrom(...messages.map(({ message }) => message)), { maxLength: 30 })

  test('make allowed moves alone, ask for payment and stock at most once, and end at most once', () => {
    fc.assert(
      fc.property(anyMessages, (sequence) => {
        let order: Order = anOrder(states.PLACED)
        const published: string[] = []
        for (const message of sequence) {
          const outcome = advance(order, message, clock)
          if (outcome.kind !== 'moved') continue
          expect(allowed[order.state.status]).toContain(outcome.state.status)
          published.push(...outcome.events.map(({ kind }) => kind))
          order = { ...order, state: outcome.state }
        }
        const count = (kind: string): number => published.filter((it) => it === kind).length
        const { status } = order.state
        expect(count('PaymentRequested')).toBeLessThanOrEqual(1)
        expect(count('OrderAuthorised')).toBeLessThanOrEqual(1)
        expect(count('OrderConfirmed')).toBe(status === 'CONFIRMED' ? 1 : 0)
        expect(count('OrderRejected')).toBe(status === 'REJECTED' ? 1 : 0)
        expect(count('OrderCancelled')).toBe(status === 'CANCELLED' ? 1 : 0)
      }),
      { numRuns: 2_000 },
    )
  })
})

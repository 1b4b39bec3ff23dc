import { describe, expect, test } from 'vitest'
import type { Books } from '../books/books.ts'
import { openJournal, type Journal } from '../clients/journal.ts'
import { check } from './index.ts'

/** A shop that sold two of ten pieces in one shipped order. */
function soundBooks(): { books: Books; journal: Journal } {
  const journal = openJournal()
  journal.placed.set('order', { customerId: 'ada', key: 'key' })
  journal.shipped.add('order')
  journal.putIn.set('variant', 10)
  const steps = ['PLACED', 'RESERVED', 'AUTHORISED', 'CONFIRMED', 'SHIPPED']
  const book = { levelId: 'level', orderId: null }
  const authorise = { id: 'attempt-1', paymentId: 'payment', operation: 'AUTHORISE', outcome: 'APPROVED' }
  const capture = { ...authorise, id: 'attempt-2', operation: 'CAPTURE' }
  const asked = { authorisation: 'attempt-1', amount: 2000, approved: true }
  return {
    journal,
    books: {
      ordering: {
        orders: [
          { id: 'order', customerId: 'ada', status: 'SHIPPED', reason: null, version: 5, total: 2000 },
        ],
        lines: [{ orderId: 'order', variantId: 'variant', quantity: 2 }],
        transitions: steps.map((to, index) => ({
          orderId: 'order',
          version: index + 1,
          from: steps[index - 1] ?? null,
          to,
        })),
        keys: [{ actorId: 'ada', key: 'key', orderId: 'order' }],
      },
      inventory: {
        levels: [{ id: 'level', variantId: 'variant', onHand: 8, reserved: 0 }],
        ledger: [
          { ...book, number: 1, before: 0, delta: 10, after: 10, reason: 'COUNTED' },
          { ...book, number: 2, before: 10, delta: -2, after: 8, reason: 'SALE', orderId: 'order' },
        ],
        reservations: [{ orderId: 'order', state: 'COMMITTED' }],
        allocations: [{ orderId: 'order', variantId: 'variant', quantity: 2 }],
      },
      payments: {
        payments: [{ id: 'payment', orderId: 'order', state: 'CAPTURED' }],
        attempts: [authorise, capture],
        ledger: [
          { paymentId: 'payment', kind: 'AUTHORISATION', amount: 2000 },
          { paymentId: 'payment', kind: 'CAPTURE', amount: 2000 },
        ],
        provider: [
          { ...asked, key: 'attempt-1', operation: 'AUTHORISE' },
          { ...asked, key: 'attempt-2', operation: 'CAPTURE' },
        ],
      },
      events: [
        {
          subgraph: 'ordering',
          outbox: [{ id: 'event', type: 'placed', subject: 'order', sequence: 1, sent: true, bound: true }],
          inbox: new Map(),
          sequences: new Map([['order', 1]]),
        },
        {
          subgraph: 'inventory',
          outbox: [],
          inbox: new Map([['event', 'placed']]),
          sequences: new Map(),
        },
      ],
      bindings: new Map([['placed', ['inventory']]]),
      queues: [{ subscriber: 'inventory', unfinished: 0, failed: [] }],
    },
  }
}

/** The rules that a change to sound books breaks. */
function brokenBy(change: (books: Writable<Books>, journal: Journal) => void): string[] {
  const { books, journal } = soundBooks()
  change(books as Writable<Books>, journal)
  return check(books, journal).map(({ rule }) => rule)
}

type Writable<T> =
  T extends ReadonlyMap<infer K, infer V>
    ? Map<K, V>
    : T extends readonly (infer Item)[]
      ? Writable<Item>[]
      : T extends object
        ? { -readonly [Key in keyof T]: Writable<T[Key]> }
        : T

const failed = { id: 'event', type: 'placed', reason: 'Poison.' }

describe('the checks of the crash suite', () => {
  test('find nothing in sound books', () => {
    expect(brokenBy(() => undefined)).toEqual([])
  })

  test.each<[string, Parameters<typeof brokenBy>[0], RegExp]>([
    ['a lost order', ({ ordering }) => ordering.orders.pop(), /id for exists/],
    ['an order nobody placed', (_, { placed }) => placed.clear(), /No order exists but/],
    [
      'a refused request that took effect',
      (_, { refused }) => refused.push({ customerId: 'ada', key: 'key' }),
      /refused has left an order/,
    ],
    ['an order that waits', ({ ordering }) => (ordering.orders[0]!.status = 'PLACED'), /has ended, or waits/],
    ['a forgotten answer', (_, { cancelled }) => cancelled.add('order'), /by the answer/],
    [
      'a step taken twice',
      ({ ordering }) => ordering.transitions.push(ordering.transitions[4]!),
      /one chain of steps/,
    ],
    ['a piece that vanished', (_, { putIn }) => putIn.set('variant', 11), /add up to what was put in/],
    ['a ledger with a gap', ({ inventory }) => (inventory.ledger[1]!.before = 9), /never goes below zero/],
    ['a piece held for nobody', ({ inventory }) => (inventory.levels[0]!.reserved = 1), /held for orders/],
    [
      'stock not committed',
      ({ inventory }) => (inventory.reservations[0]!.state = 'HELD'),
      /stock was committed/,
    ],
    [
      'two authorisations',
      ({ payments }) => payments.provider.push({ ...payments.provider[0]!, key: 'another' }),
      /exactly one authorisation/,
    ],
    ['a capture that is missing', ({ payments }) => payments.provider.pop(), /exactly one capture/],
    [
      'money kept of a cancelled order',
      ({ ordering }) => (ordering.orders[0]!.status = 'CANCELLED'),
      /nothing is held or kept/,
    ],
    ['a payment under way', ({ payments }) => (payments.payments[0]!.state = 'VOIDING'), /No payment waits/],
    [
      'a movement booked twice',
      ({ payments }) => payments.ledger.push(payments.ledger[0]!),
      /in the ledger, once/,
    ],
    ['an event not handed over', ({ events }) => (events[0]!.outbox[0]!.sent = false), /handed over/],
    ['an event not handled', ({ events }) => events[1]!.inbox.clear(), /handled by every subscriber/],
    ['an invented event', ({ events }) => events[1]!.inbox.set('other', 'placed'), /was not published/],
    ['a gap in a sequence', ({ events }) => (events[0]!.outbox[0]!.sequence = 2), /without a gap/],
    ['a failed event', ({ queues }) => queues[0]!.failed.push(failed), /failed set/],
    ['a job left over', ({ queues }) => (queues[0]!.unfinished = 1), /Nothing waits/],
    [
      'a request without an answer',
      (_, { unanswered }) => unanswered.push('placeOrder'),
      /answered in the end/,
    ],
  ])('find %s', (_, change, rule) => {
    expect(brokenBy(change)).toContainEqual(expect.stringMatching(rule))
  })
})

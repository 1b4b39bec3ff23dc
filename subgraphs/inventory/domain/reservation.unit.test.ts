import { describe, expect, test } from 'vitest'
import { decide, type Message, type Reservation } from './reservation.ts'

const lines = [{ variantId: 'cup', quantity: 2 }]
const shortages = [{ variantId: 'cup', requested: 2, available: 1 }]
const expiresAt = new Date('2026-03-01T09:15:00Z')

const reservations: Record<Reservation['state'], Reservation> = {
  NONE: { state: 'NONE' },
  HELD: { state: 'HELD', expiresAt },
  REJECTED: { state: 'REJECTED', shortages },
  EXPIRED: { state: 'EXPIRED' },
  COMMITTED: { state: 'COMMITTED' },
  COMMIT_REJECTED: { state: 'COMMIT_REJECTED' },
  RELEASED: { state: 'RELEASED' },
  RESTOCKED: { state: 'RESTOCKED' },
}
const states = Object.keys(reservations) as Reservation['state'][]

/** What each message does in each state that is not named: nothing. */
const table: Record<
  Message['type'],
  { message: Message; steps: Partial<Record<Reservation['state'], object>> }
> = {
  placed: {
    message: { type: 'placed', lines },
    steps: { NONE: { do: 'hold', lines } },
  },
  authorised: {
    message: { type: 'authorised', lines },
    steps: {
      NONE: { do: 'sell-free', lines },
      HELD: { do: 'sell-held' },
      EXPIRED: { do: 'sell-free', lines },
      REJECTED: { do: 'refuse-sale', shortages },
    },
  },
  ended: {
    message: { type: 'ended' },
    steps: {
      NONE: { do: 'close' },
      HELD: { do: 'free', to: 'RELEASED' },
      EXPIRED: { do: 'close' },
      COMMITTED: { do: 'restock' },
    },
  },
  due: {
    message: { type: 'due', now: expiresAt },
    steps: { HELD: { do: 'free', to: 'EXPIRED' } },
  },
}

describe.each(Object.entries(table))('the message "%s"', (_, { message, steps }) => {
  test.each(states)('in the state %s', (state) => {
    expect(decide(reservations[state], message)).toEqual(steps[state] ?? { do: 'nothing' })
  })
})

test('an alarm that goes off early is set again', () => {
  const now = new Date(expiresAt.getTime() - 1)
  expect(decide(reservations.HELD, { type: 'due', now })).toEqual({ do: 'wait', until: expiresAt })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Change } from './change.ts'
import { readMessage, toMessages } from './message.ts'

const none: Change = { entities: {}, all: [], lists: [] }

test('however much changed, messages are short enough for PostgreSQL, and together say all of it', () => {
  const ids = fc.array(fc.string({ maxLength: 300, unit: 'grapheme' }), { maxLength: 100 })
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('Product', 'Ünit'), ids), (entities) => {
      const messages = toMessages({ ...none, entities, lists: ['Product'] })
      expect(messages.every((message) => Buffer.byteLength(message) < 8_000)).toBe(true)
      const told = messages.map((message) => readMessage(message)!)
      for (const [type, named] of Object.entries(entities))
        expect(told.flatMap((each) => each.entities[type] ?? [])).toEqual(named)
      expect(told[0]!.lists).toEqual(['Product'])
    }),
    { numRuns: 50 },
  )
})

test('more than can be named is "any of the type"', () => {
  const many = Array.from({ length: 2_001 }, (_, index) => `${index}`)
  const [message, ...others] = toMessages({ ...none, entities: { Product: many, Brand: ['a'] } })
  expect(others).toEqual([])
  expect(readMessage(message!)).toEqual({ entities: { Brand: ['a'] }, all: ['Product'], lists: [] })
  const endless = toMessages({ ...none, entities: { Product: ['x'.repeat(9_000)] } })
  expect(endless.map(readMessage)).toEqual([{ ...none, all: ['Product'] }])
})

test.each(['', '{', '[]', '{"entities":{"Product":[1]}}', '{"all":"Product"}'])(
  '%j is no message',
  (text) => {
    expect(readMessage(text)).toBeNull()
  },
)

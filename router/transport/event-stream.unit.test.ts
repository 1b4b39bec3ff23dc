import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEventReader, EventTooLargeError } from './event-stream.ts'
import type { StreamedEvent } from './event-stream.ts'

/** The events of a stream whose bytes come in pieces of these lengths. */
function read(text: string, lengths: readonly number[] = [], maxBytes = 1_000): StreamedEvent[] {
  const bytes = new TextEncoder().encode(text)
  const readNext = createEventReader(maxBytes)
  let from = 0
  const events = lengths.flatMap((length) => readNext(bytes.subarray(from, (from += length))))
  return [...events, ...readNext(bytes.subarray(from))]
}

const stream =
  ':\n\nevent: next\ndata: {"a":"ä 漢 😀"}\n\n: ping\r\n\r\nevent:next\r\ndata:1\r\ndata: 2\r\n\r\nevent: complete\r\r'
const events = [
  { name: 'next', data: '{"a":"ä 漢 😀"}' },
  { name: 'next', data: '1\n2' },
  { name: 'complete', data: '' },
]

test('events are the same however their bytes are cut', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 })
  const property = fc.property(lengths, (cut) => {
    expect(read(`${stream}data`, cut)).toEqual(events)
  })
  fc.assert(property)
})

test('what is not ended by an empty line is no event', () => {
  expect(read('data: half')).toEqual([])
  expect(read('data: half\n')).toEqual([])
})

test('fields that are none of ours are passed over, and a colon may be in the value', () => {
  expect(read('id: 7\nretry: 10\ndata\ndata: a:b\n\n')).toEqual([{ name: 'message', data: '\na:b' }])
})

test('an event that is too long ends the stream before it has been read', () => {
  expect(() => read(`data: ${'x'.repeat(2_000)}`)).toThrow(EventTooLargeError)
  expect(() => read('data: x\n'.repeat(400))).toThrow(EventTooLargeError)
})

test('many events, and comments without end, may be longer together', () => {
  expect(read('data: 12345\n\n'.repeat(400), [7, 900, 900])).toHaveLength(400)
  expect(read(':\n'.repeat(2_000), [1_000, 1_000, 1_000])).toEqual([])
})

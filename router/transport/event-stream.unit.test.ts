import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventTooLargeError, readEvents } from './event-stream.ts'
import type { StreamedEvent } from './event-stream.ts'

/** The events of a stream whose bytes come in pieces of these lengths. */
async function read(
  text: string,
  lengths: readonly number[] = [],
  maxBytes = 1_000,
): Promise<StreamedEvent[]> {
  const bytes = new TextEncoder().encode(text)
  async function* pieces(): AsyncGenerator<Uint8Array> {
    let from = 0
    for (const length of lengths) yield bytes.subarray(from, (from += length))
    yield bytes.subarray(from)
  }
  return Array.fromAsync(readEvents(pieces(), maxBytes))
}

const stream =
  ':\n\nevent: next\ndata: {"a":"ä 漢 😀"}\n\n: ping\r\n\r\nevent:next\r\ndata:1\r\ndata: 2\r\n\r\nevent: complete\r\r'
const events = [
  { name: 'next', data: '{"a":"ä 漢 😀"}' },
  { name: 'next', data: '1\n2' },
  { name: 'complete', data: '' },
]

test('events are the same however their bytes are cut', async () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 })
  const property = fc.asyncProperty(lengths, async (cut) => {
    expect(await read(`${stream}data`, cut)).toEqual(events)
  })
  await fc.assert(property)
})

test('what is not ended by an empty line is no event', async () => {
  expect(await read('data: half')).toEqual([])
  expect(await read('data: half\n')).toEqual([])
})

test('fields that are none of ours are passed over, and a colon may be in the value', async () => {
  expect(await read('id: 7\nretry: 10\ndata\ndata: a:b\n\n')).toEqual([{ name: 'message', data: '\na:b' }])
})

test('an event that is too long ends the stream before it has been read', async () => {
  await expect(read(`data: ${'x'.repeat(2_000)}`)).rejects.toBeInstanceOf(EventTooLargeError)
  await expect(read('data: x\n'.repeat(400))).rejects.toBeInstanceOf(EventTooLargeError)
})

test('many events, and comments without end, may be longer together', async () => {
  expect(await read('data: 12345\n\n'.repeat(400), [7, 900, 900])).toHaveLength(400)
  expect(await read(':\n'.repeat(2_000), [1_000, 1_000, 1_000])).toEqual([])
})

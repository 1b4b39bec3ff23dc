import { durationBounds } from '@tradewind/service'
import { expect, test } from 'vitest'
import { latency } from './latency.ts'

const histogram = (counts: Record<number, number>): number[] =>
  Array.from({ length: durationBounds.length + 1 }, (_, bucket) => counts[bucket] ?? 0)

test.each([
  ['nothing', {}, 0.5, '–'],
  ['one request', { 4: 1 }, 0.99, '≤ 20 ms'],
  ['half of two', { 0: 1, 12: 1 }, 0.5, '≤ 1 ms'],
  ['all but one of two', { 0: 1, 12: 1 }, 0.95, '> 5 s'],
  ['95 of 100', { 3: 95, 9: 5 }, 0.95, '≤ 10 ms'],
  ['94 of 100', { 3: 94, 9: 6 }, 0.95, '≤ 1 s'],
] as const)('of %s says no more than the buckets do', (_, counts, part, expected) => {
  expect(latency(histogram(counts), part)).toBe(expected)
})

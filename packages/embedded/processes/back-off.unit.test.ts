import { expect, test } from 'vitest'
import { createBackOff } from './back-off.ts'

test('waits longer and longer for what ends without getting ready, half a minute at most', () => {
  const backOff = createBackOff(() => 0)
  expect(Array.from({ length: 7 }, () => backOff.next())).toEqual([
    100, 400, 1_600, 6_400, 25_600, 30_000, 30_000,
  ])
})

test('begins anew after a run that was ready for ten seconds, however long it took to get ready', () => {
  let time = 0
  const backOff = createBackOff(() => time)
  const run = (starting: number, lasting: number): number => {
    time += starting
    backOff.ready()
    time += lasting
    return backOff.next()
  }
  expect([run(20_000, 500), run(20_000, 500), run(100, 9_999)]).toEqual([100, 400, 1_600])
  expect(run(100, 10_000)).toBe(100)
  time += 60_000
  expect(backOff.next(), 'a long start that fails is a failure').toBe(400)
})

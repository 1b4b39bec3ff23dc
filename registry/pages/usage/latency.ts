import { durationBounds } from '@tradewind/service'

/**
 * The bucket in which a part of the requests were done, as an index of `durationBounds`; its length for what took
 * longer than the last bound, and -1 where there were no requests.
 * @param durations requests per bucket
 * @param part 0.95 for the time within which 95 of 100 were done
 */
export function quantileBucket(durations: readonly number[], part: number): number {
  const total = durations.reduce((sum, each) => sum + each, 0)
  if (total === 0) return -1
  let seen = 0
  return durations.findIndex((each) => (seen += each) >= total * part && each > 0)
}

/** `≤ 50 ms`, `> 5 s`: what a histogram can truly say. */
export function latency(durations: readonly number[], part: number): string {
  const bucket = quantileBucket(durations, part)
  if (bucket < 0) return '–'
  const bound = durationBounds[bucket]
  return bound === undefined ? `> ${milliseconds(durationBounds.at(-1)!)}` : `≤ ${milliseconds(bound)}`
}

/** `200 ms`, `2 s`. */
export const milliseconds = (value: number): string => (value < 1_000 ? `${value} ms` : `${value / 1_000} s`)

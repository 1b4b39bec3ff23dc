import { once } from 'node:events'
import { expect, test } from 'vitest'
import { withDeadline } from './deadline.ts'

const hang = async (signal: AbortSignal): Promise<never> => {
  if (!signal.aborted) await once(signal, 'abort')
  throw signal.reason
}

test('work that is done in time gives its result', async () => {
  expect(await withDeadline(new AbortController().signal, 1_000, async () => 'done')).toBe('done')
})

test('work that takes too long is told so', async () => {
  const { signal } = new AbortController()
  await expect(withDeadline(signal, 1, hang)).rejects.toThrow('There was no answer within 1 ms.')
})

test('work ends with what it was for, also when that is over beforehand', async () => {
  const outer = new AbortController()
  const working = withDeadline(outer.signal, 10_000, hang)
  outer.abort(new Error('The client went away.'))
  await expect(working).rejects.toThrow('The client went away.')
  await expect(withDeadline(outer.signal, 10_000, hang)).rejects.toThrow('The client went away.')
})

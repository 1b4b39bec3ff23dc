import { createLogger } from '@tradewind/service'
import { expect, test } from 'vitest'
import { withinLimit } from './time-limit.ts'

const logger = createLogger('payments', 'silent')

test('gives what the provider answers in time', async () => {
  const answer = { outcome: 'approved', reference: 'r' } as const
  expect(await withinLimit(async () => answer, 1_000, logger)).toBe(answer)
})

test('no answer in time is no answer, also of a provider that does not listen to its signal', async () => {
  expect(await withinLimit(() => new Promise<never>(() => undefined), 5, logger)).toEqual({
    outcome: 'unknown',
  })
})

test('a provider that cannot be reached may have done it', async () => {
  const unreachable = async (): Promise<never> => {
    throw new Error('ECONNRESET')
  }
  expect(await withinLimit(unreachable, 1_000, logger)).toEqual({ outcome: 'unknown' })
})

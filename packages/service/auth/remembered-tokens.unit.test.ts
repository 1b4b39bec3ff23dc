import { expect, test } from 'vitest'
import { InvalidTokenError } from './access-token.ts'
import { rememberTokens } from './remembered-tokens.ts'
import type { Viewer } from './viewer.ts'

const START = Date.UTC(2026, 0, 1)

/** A verifier that counts how often it is asked, under a clock that the test sets. */
function start(expiresAfterMs: number) {
  const state = { time: START, asked: 0, isBelieved: true }
  const verify = async (authorization: string): Promise<Viewer> => {
    state.asked += 1
    if (!state.isBelieved) throw new InvalidTokenError('The access token is not valid; sign in again.')
    const expiresAt = new Date(START + expiresAfterMs)
    return {
      id: authorization,
      sessionId: 's',
      roles: [],
      scopes: new Set(),
      expiresAt,
    }
  }
  return { state, remembering: rememberTokens(verify, () => state.time) }
}

test('a good token is verified once a minute, each token for itself', async () => {
  const { state, remembering } = start(600_000)
  for (let time = 0; time < 60_000; time += 10_000) {
    state.time = START + time
    expect((await remembering('Bearer a'))?.id).toBe('Bearer a')
  }
  expect(state.asked).toBe(1)
  expect((await remembering('Bearer b'))?.id).toBe('Bearer b')
  expect(state.asked).toBe(2)
  state.time = START + 60_000
  state.isBelieved = false
  await expect(remembering('Bearer a')).rejects.toThrow(InvalidTokenError)
})

test('a token is not taken past its end', async () => {
  const { state, remembering } = start(5_000)
  await remembering('Bearer a')
  state.time = START + 5_000
  state.isBelieved = false
  await expect(remembering('Bearer a')).rejects.toThrow(InvalidTokenError)
})

test('a token that does not hold is judged anew each time, and nobody is nobody', async () => {
  const { state, remembering } = start(600_000)
  state.isBelieved = false
  await expect(remembering('Bearer a')).rejects.toThrow(InvalidTokenError)
  state.isBelieved = true
  expect((await remembering('Bearer a'))?.id).toBe('Bearer a')
  expect(await remembering(null)).toBeNull()
  expect(state.asked).toBe(2)
})

test('it remembers no more than ten thousand, the latest ones', async () => {
  const { state, remembering } = start(600_000)
  for (let number = 0; number <= 10_000; number += 1) await remembering(`Bearer ${number}`)
  await remembering('Bearer 10000')
  expect(state.asked).toBe(10_001)
  await remembering('Bearer 0')
  expect(state.asked).toBe(10_002)
})

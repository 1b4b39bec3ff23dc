import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  endSession,
  openSession,
  refresh,
  REFRESH_TOKEN_LIFETIME,
  SESSION_LIFETIME,
  type Session,
} from './session.ts'

const start = new Date('2026-03-01T09:30:00Z')
const at = (milliseconds: number): Date => new Date(start.getTime() + milliseconds)
const open = (): Session => openSession('session', 'customer', 'token-0', start)

test('exchanges the latest token for the next one', () => {
  const outcome = refresh(open(), 'token-0', 'token-1', at(1000))
  expect(outcome).toMatchObject({ kind: 'rotated', session: { tokenHash: 'token-1', rotatedAt: at(1000) } })
})

test('ends the session when an earlier token comes again', () => {
  const first = refresh(open(), 'token-0', 'token-1', at(1000))
  const session = first.kind === 'rotated' ? first.session : open()
  const second = refresh(session, 'token-0', 'token-2', at(2000))
  expect(second).toMatchObject({
    kind: 'reused',
    session: { status: 'ended', reason: 'TOKEN_REUSED', endedAt: at(2000) },
  })
})

test('refuses a token at the moment it expires', () => {
  expect(refresh(open(), 'token-0', 'x', at(REFRESH_TOKEN_LIFETIME - 1)).kind).toBe('rotated')
  expect(refresh(open(), 'token-0', 'x', at(REFRESH_TOKEN_LIFETIME)).kind).toBe('refused')
})

test('refuses every token of an ended session, and keeps the reason it ended for', () => {
  const ended = endSession(open(), 'SIGNED_OUT', at(1))
  expect(refresh(ended, 'token-0', 'x', at(2)).kind).toBe('refused')
  expect(endSession(ended, 'TOKEN_REUSED', at(3))).toBe(ended)
})

test('does not outlive its whole lifetime, however often it is refreshed', () => {
  let session = open()
  let now = 0
  for (;;) {
    const outcome = refresh(session, `token-${now}`, `token-${now + REFRESH_TOKEN_LIFETIME - 1}`, at(now))
    if (outcome.kind !== 'rotated') break
    session = outcome.session
    now += REFRESH_TOKEN_LIFETIME - 1
  }
  expect(session.expiresAt).toEqual(at(SESSION_LIFETIME))
})

/** What may happen to a session: somebody presents the n-th token handed out so far, or time passes, or it is ended. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('present' as const), age: fc.nat({ max: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      for: fc.nat({ max: REFRESH_TOKEN_LIFETIME }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const) }) },
)

test('in any history: only the latest token works, and after a reuse none ever does', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let session = open()
      let now = 0
      let over = false
      const tokens = ['token-0']
      for (const action of steps) {
        if (action.kind === 'wait') now += action.for
        if (action.kind === 'end') {
          session = endSession(session, 'SIGNED_OUT', at(now))
          over = true
        }
        if (action.kind !== 'present') continue

        const latest = tokens.length - 1
        const index = Math.max(0, latest - action.age)
        const next = `token-${tokens.length}`
        const alive = !over && session.expiresAt > at(now)
        const outcome = refresh(session, tokens[index]!, next, at(now))
        expect(outcome.kind).toBe(!alive ? 'refused' : index === latest ? 'rotated' : 'reused')
        if (outcome.kind === 'refused') continue
        session = outcome.session
        if (outcome.kind === 'rotated') tokens.push(next)
        else over = true
        expect(session.expiresAt.getTime()).toBeLessThanOrEqual(start.getTime() + SESSION_LIFETIME)
      }
    }),
  )
})

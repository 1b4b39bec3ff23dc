import { expect, test } from 'vitest'
import { readDocstrings } from './docstring.ts'

test('reads the comment above each event as running text, and no other comment', () => {
  const source = `
/** Not of an event. */
const line = z.object({})

/** An order is placed. Subject: its id. */
export const orderPlaced = defineEvent('a.b.c', 1, line)

/**
 * An order
 * is over. Subject: its id.
 */
export const orderEnded = defineEvent(
  'a.b.d', 1, line)

export const silent = defineEvent('a.b.e', 1, line)
`
  expect(Object.fromEntries(readDocstrings(source))).toEqual({
    orderPlaced: 'An order is placed. Subject: its id.',
    orderEnded: 'An order is over. Subject: its id.',
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readPage, toConnection, type ConnectionArguments, type Page } from '../index.ts'

const key = z.number()

/** What a repository does: the rows beyond the cursor in the page's direction, one more than asked for. */
function fetchRows(rows: readonly number[], page: Page<number>): number[] {
  const ordered = page.backward ? rows.toReversed() : rows
  const from = page.cursor === null ? 0 : ordered.indexOf(page.cursor) + 1
  return ordered.slice(from, from + page.limit + 1)
}

const connection = (rows: readonly number[], args: ConnectionArguments) => {
  const page = readPage(args, key)
  return toConnection(fetchRows(rows, page), page, (row) => row)
}

describe('a connection', () => {
  test('walked in pages of any size, in either direction, shows every row once and in order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, size) => {
          const forward: number[] = []
          for (let after: string | null = null; ;) {
            const { nodes, pageInfo } = connection(rows, { first: size, after })
            forward.push(...nodes)
            expect(pageInfo.hasPreviousPage).toBe(after !== null)
            if (!pageInfo.hasNextPage) break
            after = pageInfo.endCursor
          }
          const backward: number[] = []
          for (let before: string | null = null; ;) {
            const { nodes, pageInfo } = connection(rows, { last: size, before })
            backward.unshift(...nodes)
            if (!pageInfo.hasPreviousPage) break
            before = pageInfo.startCursor
          }
          expect(forward).toEqual(rows)
          expect(backward).toEqual(rows)
        },
      ),
    )
  })

  test.each<[string, ConnectionArguments]>([
    ['`first` and `last` together', { first: 1, last: 1 }],
    ['`after` with `last`', { last: 1, after: 'MQ' }],
    ['`after` and `before` together', { first: 1, after: 'MQ', before: 'MQ' }],
    ['a page of nothing', { first: 0 }],
    ['a negative page', { last: -3 }],
    ['a page beyond the limit', { first: 101 }],
    ['a cursor that is not one', { first: 1, after: 'nonsense' }],
    ['a cursor of another field', { first: 1, after: Buffer.from('{"a":1}').toString('base64url') }],
    ['a huge cursor', { first: 1, after: 'M'.repeat(1_000_000) }],
  ])('refuses %s with what to do instead', (_, args) => {
    expect(() => readPage(args, key)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }),
    )
  })

  test.each(['\0', 'a\ud800'])('refuses a cursor with text that no database keeps: %j', (text) => {
    const after = Buffer.from(JSON.stringify([text])).toString('base64url')
    expect(() => readPage({ first: 1, after }, z.array(z.string()))).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }),
    )
  })
})

import type { z } from 'zod'
import { badUserInput } from './errors.ts'

/** The arguments of a connection field (Relay cursor connections specification). */
export interface ConnectionArguments {
  readonly first?: number | null
  readonly after?: string | null
  readonly last?: number | null
  readonly before?: string | null
}

/** Which rows to fetch: `limit` of them (ask for one more), beyond the row whose sort key is `cursor`. */
export interface Page<Key> {
  readonly limit: number
  /** Walk from the end towards the beginning: fetch in the opposite order. */
  readonly backward: boolean
  readonly cursor: Key | null
}

export interface Connection<Node> {
  readonly edges: { readonly cursor: string; readonly node: Node }[]
  readonly nodes: Node[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

/** Reads connection arguments; `key` is the shape of a row's sort key. Throws BAD_USER_INPUT with what to do. */
export function readPage<Key>(
  { first, after, last, before }: ConnectionArguments,
  key: z.ZodType<Key>,
  limits: { readonly default?: number; readonly max?: number } = {},
): Page<Key> {
  const max = limits.max ?? 100
  const backward = last != null || (before != null && first == null)
  if (first != null && last != null) throw badUserInput('Ask for either `first` or `last`, not both.')
  if (after != null && before != null) throw badUserInput('Give either `after` or `before`, not both.')
  if ((backward && after != null) || (!backward && before != null)) {
    throw badUserInput('`after` goes with `first`, `before` goes with `last`.')
  }
  const limit = (backward ? last : first) ?? limits.default ?? 20
  if (limit < 1 || limit > max)
    throw badUserInput(`\`${backward ? 'last' : 'first'}\` must be from 1 to ${max}.`)
  const cursor = backward ? before : after
  return { limit, backward, cursor: cursor == null ? null : decodeCursor(cursor, key) }
}

/** Makes a connection of the rows that a page asked for: `limit + 1` of them at most, in the order they were fetched. */
export function toConnection<Row, Key>(
  rows: readonly Row[],
  page: Page<Key>,
  keyOf: (row: Row) => Key,
): Connection<Row> {
  const more = rows.length > page.limit
  const kept = rows.slice(0, page.limit)
  if (page.backward) kept.reverse()
  const edges = kept.map((node) => ({ cursor: encodeCursor(keyOf(node)), node }))
  return {
    edges,
    nodes: kept,
    pageInfo: {
      hasNextPage: page.backward ? page.cursor !== null : more,
      hasPreviousPage: page.backward ? more : page.cursor !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

const encodeCursor = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString('base64url')

function decodeCursor<Key>(cursor: string, key: z.ZodType<Key>): Key {
  try {
    return key.parse(JSON.parse(Buffer.from(cursor.slice(0, 2_000), 'base64url').toString('utf8'), storable))
  } catch {
    throw badUserInput(
      'The cursor is not one this field gave out; pass `endCursor` or `startCursor` of a page unchanged.',
    )
  }
}

/** Refuses text that PostgreSQL does not keep, and so never gave out: NUL, half a surrogate pair. */
function storable(_key: string, value: unknown): unknown {
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()))
    throw new Error('not text')
  return value
}

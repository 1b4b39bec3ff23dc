import type { Page } from '@tradewind/service'
import { z } from 'zod'
import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'

/** Which products; amounts in minor units, ids well-formed. */
export interface ProductFilter {
  readonly search?: string
  readonly categoryId?: string
  readonly categoryHandle?: string
  readonly brandId?: string
  readonly brandHandle?: string
  readonly tags?: readonly string[]
  readonly price?: { readonly currencyCode: string; readonly min: bigint | null; readonly max: bigint | null }
  readonly ids?: readonly string[]
  readonly published?: boolean
}

export type ProductSort =
  | { readonly by: 'TITLE' | 'NEWEST' | 'RELEVANCE'; readonly reverse: boolean }
  | { readonly by: 'PRICE'; readonly currencyCode: string; readonly reverse: boolean }

/** What a product is sorted by, as text that PostgreSQL reads back to the very same value, and its id. */
export const productKey = (by: ProductSort['by']) => z.tuple([sortKeys[by], z.uuid()])
export type ProductKey = readonly [key: string, id: string]

/** The text of a sort key; anything else in a cursor is no key, and PostgreSQL would not read it back. */
const sortKeys: Record<ProductSort['by'], z.ZodType<string>> = {
  TITLE: z.string().max(400),
  NEWEST: z.string().refine((text) => z.iso.datetime({ offset: true }).safeParse(toIso(text)).success),
  PRICE: z.string().refine((text) => /^\d{1,19}$/.test(text) && BigInt(text) <= 9_223_372_036_854_775_807n),
  RELEVANCE: z.string().regex(/^\d(\.\d{1,20})?(e-\d{2})?$/),
}

/** `2026-03-01 09:30:00.5+00`, as PostgreSQL writes a timestamptz, in the form of RFC 3339. */
const toIso = (text: string): string =>
  text.startsWith('0000') ? '' : text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00')

export interface ProductPlace {
  readonly id: string
  readonly key: string
}

/**
 * The ids of a page's products with their sort keys: `limit + 1` of them, in the order they are to be fetched.
 * Pages are cut by key, not by offset: rows that come or go elsewhere neither repeat nor hide any.
 */
export async function listProducts(
  { prisma }: Database,
  filter: ProductFilter,
  sort: ProductSort,
  { limit, backward, cursor }: Page<ProductKey>,
): Promise<ProductPlace[]> {
  const query = searchQuery(filter.search ?? '')
  const { expression, type, descending, join } = sortings[sort.by](query, sort)
  const down = (descending !== sort.reverse) !== backward
  const [comparison, direction] = down
    ? [Prisma.raw('<'), Prisma.raw('DESC')]
    : [Prisma.raw('>'), Prisma.raw('ASC')]
  const conditions = [
    ...conditionsOf(filter, query),
    ...(cursor
      ? [
          Prisma.sql`(${expression}, product.id) ${comparison} (${cursor[0]}::text::${type}, ${cursor[1]}::uuid)`,
        ]
      : []),
  ]
  return prisma.$queryRaw<ProductPlace[]>`
    SELECT product.id, (${expression})::text AS key
    FROM product ${join}
    WHERE ${conditions.length > 0 ? Prisma.join(conditions, ' AND ') : Prisma.sql`true`}
    ORDER BY ${expression} ${direction}, product.id ${direction}
    LIMIT ${limit + 1}`
}

interface Sorting {
  readonly expression: Prisma.Sql
  readonly type: Prisma.Sql
  readonly descending: boolean
  readonly join: Prisma.Sql
}

const sortings: Record<ProductSort['by'], (query: Prisma.Sql, sort: ProductSort) => Sorting> = {
  TITLE: () => ({
    expression: Prisma.sql`product.title`,
    type: Prisma.sql`text`,
    descending: false,
    join: Prisma.empty,
  }),
  NEWEST: () => ({
    expression: Prisma.sql`product.created_at`,
    type: Prisma.sql`timestamptz`,
    descending: true,
    join: Prisma.empty,
  }),
  PRICE: (_, sort) => ({
    // Without a price in the currency: beyond the highest there can be, so that it comes last.
    expression: Prisma.sql`coalesce(range.lowest, 9223372036854775807)`,
    type: Prisma.sql`bigint`,
    descending: false,
    join: Prisma.sql`LEFT JOIN product_price_range AS range
      ON range.product_id = product.id AND range.currency_code = ${'currencyCode' in sort ? sort.currencyCode : ''}`,
  }),
  RELEVANCE: (query) => ({
    expression: Prisma.sql`ts_rank(product.search, ${query})`,
    type: Prisma.sql`real`,
    descending: true,
    join: Prisma.empty,
  }),
}

function conditionsOf(filter: ProductFilter, query: Prisma.Sql): Prisma.Sql[] {
  const { search, categoryId, categoryHandle, brandId, brandHandle, tags, price, ids, published } = filter
  const conditions: Prisma.Sql[] = []
  if (search !== undefined) conditions.push(Prisma.sql`product.search @@ ${query}`)
  if (categoryId !== undefined) conditions.push(inCategory(Prisma.sql`top.id = ${categoryId}::uuid`))
  if (categoryHandle !== undefined) conditions.push(inCategory(Prisma.sql`top.handle = ${categoryHandle}`))
  if (brandId !== undefined) conditions.push(Prisma.sql`product.brand_id = ${brandId}::uuid`)
  if (brandHandle !== undefined) {
    conditions.push(Prisma.sql`product.brand_id = (SELECT id FROM brand WHERE handle = ${brandHandle})`)
  }
  if (tags !== undefined)
    conditions.push(Prisma.sql`catalog_lower(product.tags) @> catalog_lower(${tags}::text[])`)
  if (ids !== undefined) conditions.push(Prisma.sql`product.id = ANY (${ids}::uuid[])`)
  if (published !== undefined) {
    conditions.push(
      published ? Prisma.sql`product.published_at IS NOT NULL` : Prisma.sql`product.published_at IS NULL`,
    )
  }
  if (price !== undefined) {
    conditions.push(Prisma.sql`EXISTS (
      SELECT FROM product_variant JOIN variant_price ON variant_id = product_variant.id
      WHERE product_id = product.id AND currency_code = ${price.currencyCode}
        AND amount >= coalesce(${price.min}::bigint, 0) AND amount <= coalesce(${price.max}::bigint, amount))`)
  }
  return conditions
}

const inCategory = (isTop: Prisma.Sql) => Prisma.sql`EXISTS (
  SELECT FROM product_category JOIN category ON category.id = category_id
  JOIN category AS top ON top.id = category.id OR category.ancestor_ids @> ARRAY[top.id]
  WHERE product_id = product.id AND ${isTop})`

const SEARCH_WORDS = 12

/**
 * A search as PostgreSQL takes it: every word must occur, either as the beginning of a word or by its English stem.
 * Words are cut as catalog_words() in the migration cuts them, so none can be mistaken for an operator.
 */
function searchQuery(search: string): Prisma.Sql {
  const words = search
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, SEARCH_WORDS)
  if (words.length === 0) return Prisma.sql`''::tsquery`
  return Prisma.join(
    words.map(
      (word) => Prisma.sql`(to_tsquery('simple', ${`${word}:*`}) || plainto_tsquery('english', ${word}))`,
    ),
    ' && ',
    '(',
    ')',
  )
}

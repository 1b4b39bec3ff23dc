import { badUserInput, isId, MoneyError, toMinorUnits } from '@tradewind/service'
import type { ProductFilter, ProductSort } from '../data/list-products.ts'
import type { ProductFilterInput, ProductSortInput } from './generated/types.ts'

const SEARCH_MAX = 200
const TAGS_MAX = 20
const IDS_MAX = 100

/**
 * The filter as the database takes it; null if nothing can match it. Whoever may not know of unpublished products
 * filters on published ones, whatever they asked for.
 * @throws BAD_USER_INPUT
 */
export function readFilter(input: ProductFilterInput, seesUnpublished: boolean): ProductFilter | null {
  const { search, categoryId, categoryHandle, brandId, brandHandle, tags, price, ids, published } = input
  if (search != null && search.length > SEARCH_MAX) {
    throw badUserInput(`A search has at most ${SEARCH_MAX} characters.`, ['filter', 'search'])
  }
  if (tags && tags.length > TAGS_MAX) {
    throw badUserInput(`Filter by at most ${TAGS_MAX} tags.`, ['filter', 'tags'])
  }
  if (ids && ids.length > IDS_MAX) {
    throw badUserInput(`Ask for at most ${IDS_MAX} ids at a time.`, ['filter', 'ids'])
  }
  const texts = [search, categoryHandle, brandHandle, ...(tags ?? [])]
  if (texts.some((text) => text?.includes('\0'))) return null
  if ([categoryId, brandId].some((id) => id != null && !isId(id))) return null
  if (published === false && !seesUnpublished) return null
  return {
    ...(search != null && search.trim() !== '' && { search }),
    ...(categoryId != null && { categoryId }),
    ...(categoryHandle != null && { categoryHandle }),
    ...(brandId != null && { brandId }),
    ...(brandHandle != null && { brandHandle }),
    ...(tags && { tags }),
    ...(price && { price: readRange(price) }),
    ...(ids && { ids: ids.filter(isId) }),
    ...(seesUnpublished ? published != null && { published } : { published: true }),
  }
}

function readRange({
  currencyCode,
  min,
  max,
}: NonNullable<ProductFilterInput['price']>): NonNullable<ProductFilter['price']> {
  return {
    currencyCode,
    min: readAmount(min, currencyCode, 'min'),
    max: readAmount(max, currencyCode, 'max'),
  }
}

function readAmount(amount: string | null | undefined, currencyCode: string, field: string): bigint | null {
  try {
    return amount == null ? null : toMinorUnits(amount, currencyCode)
  } catch (error) {
    if (error instanceof MoneyError) throw badUserInput(error.message, ['filter', 'price', field])
    throw error
  }
}

/** The order of the list. @throws BAD_USER_INPUT */
export function readSort(
  input: ProductSortInput | null | undefined,
  filter: ProductFilter | null,
): ProductSort {
  const searching = filter === null || filter.search !== undefined
  if (!input) return { by: searching ? 'RELEVANCE' : 'NEWEST', reverse: false }
  const { key, reverse = false, currencyCode } = input
  if (key === 'RELEVANCE' && !searching) {
    throw badUserInput('Sorting by RELEVANCE needs a search in the filter.', ['sort', 'key'])
  }
  if (key !== 'PRICE') return { by: key, reverse }
  if (currencyCode == null) {
    throw badUserInput('Sorting by PRICE needs a currency.', ['sort', 'currencyCode'])
  }
  return { by: 'PRICE', currencyCode, reverse }
}

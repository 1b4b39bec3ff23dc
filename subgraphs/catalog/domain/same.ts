import type { Product } from './product.ts'

/** Whether two states of a product say the same; the counting of its changes aside. */
export const sameProduct = (a: Product, b: Product): boolean => same(content(a), content(b))

const content = ({ version: _version, updatedAt: _updatedAt, createdAt: _createdAt, ...rest }: Product) =>
  rest

/** Whether two values of plain data are equal, whatever the order of their keys. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Date || b instanceof Date) {
    return a instanceof Date && b instanceof Date && a.getTime() === b.getTime()
  }
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key as never], b[key as never]))
  )
}

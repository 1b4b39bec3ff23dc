import {
  defaultFieldResolver,
  getNullableType,
  isListType,
  isObjectType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql'
import { badUserInput } from './errors.ts'

/** As many items as the lists of one answer may have together: a page of a hundred products with all they have. */
export const MAX_ITEMS = 20_000

/**
 * Ends a request whose lists have more than `max` items together. Fields that lead back to where they came from
 * (a product's variants, their product, its variants, …) multiply: without a bound a hundred bytes of query ask for
 * millions of objects, and no limit on the text of an operation can tell how many there will be.
 */
export function limitItems(schema: GraphQLSchema, max = MAX_ITEMS): void {
  // The context is made anew for each request.
  const counts = new WeakMap<object, number>()

  function count(value: unknown, context: object): unknown {
    if (!Array.isArray(value)) return value
    const items = (counts.get(context) ?? 0) + value.length
    counts.set(context, items)
    if (items > max) {
      throw badUserInput(`The answer would have more than ${max} items in its lists; ask for less at a time.`)
    }
    return value
  }

  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields())) {
      if (isListType(getNullableType(field.type))) limitField(field, count)
    }
  }
}

function limitField(
  field: GraphQLField<unknown, object>,
  count: (value: unknown, context: object) => unknown,
): void {
  const resolve = field.resolve ?? defaultFieldResolver
  field.resolve = (source, args, context, info) => {
    // Once there are too many, nothing more is fetched.
    count([], context)
    const value: unknown = resolve(source, args, context, info)
    return isThenable(value) ? value.then((items) => count(items, context)) : count(value, context)
  }
}

/** Prisma's promises are none by `instanceof`. */
const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'

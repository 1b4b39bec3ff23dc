import { readFileSync } from 'node:fs'
import { changeOf, type Change } from '@tradewind/events/broadcast'
import { catalog, inventory } from '@tradewind/events/contracts'
import { apiSchemaOf } from '@tradewind/composition'
import { buildSchema, getNamedType, getNullableType, isCompositeType, isListType } from 'graphql'
import type { GraphQLCompositeType } from 'graphql'
import { expect, test } from 'vitest'
import { readEntityKeys } from '../entity-keys.ts'
import { readHints } from '../hints.ts'
import { listedTypes } from '../listed-types.ts'
import { objectTypes } from '../policy.ts'

const sdl = readFileSync(new URL('../../supergraph.graphql', import.meta.url), 'utf8')
const api = apiSchemaOf(sdl)
if (!api.ok) throw new Error('The supergraph has no API schema.')
const schema = buildSchema(api.apiSchemaSdl)
const keys = readEntityKeys(sdl, schema)
const hints = readHints(sdl)

const subject = 'the one it is about'
/** What caches are told by the events of the shop. */
const told: Change = changeOf(
  [
    { ...catalog.productChanged, data: { variants: [{ variantId: 'a variant' }] } },
    { ...catalog.productDeleted, data: {} },
    { ...catalog.brandChanged, data: {} },
    { ...catalog.brandDeleted, data: {} },
    { ...catalog.categoryChanged, data: {} },
    { ...catalog.categoryDeleted, data: {} },
    { ...inventory.stockLevelChanged, data: {} },
  ].map(({ type, data }) => ({ type, subject, data })),
)!
const toldTypes = new Set([...Object.keys(told.entities), ...told.all])

/** The types that answers may be kept with, and no event removes: beginning with a type that is kept. */
function untold(type: GraphQLCompositeType, seen = new Set<string>(), insideTold = false): string[] {
  return objectTypes(schema, type).flatMap((object) => {
    const { name } = object
    const { maxAge } = hints.get(name) ?? {}
    const isTold = toldTypes.has(name)
    // What has no key of its own changes with the entity that it is in.
    const isKept = maxAge === undefined || maxAge > 0
    if (isKept && !isTold && (keys.has(name) || (maxAge !== undefined && !insideTold))) return [name]
    const inside = insideTold || isTold
    if (seen.has(`${name} ${inside}`)) return []
    seen.add(`${name} ${inside}`)
    return Object.values(object.getFields()).flatMap((field) => {
      const next = getNamedType(field.type)
      const isCached = hints.get(`${name}.${field.name}`)?.maxAge !== 0
      return isCached && isCompositeType(next) && hints.has(next.name) ? untold(next, seen, inside) : []
    })
  })
}

const keptFields = Object.values(schema.getQueryType()!.getFields()).flatMap((field) => {
  const type = getNamedType(field.type)
  const maxAge = hints.get(`Query.${field.name}`)?.maxAge ?? hints.get(type.name)?.maxAge ?? 0
  const isList = isListType(getNullableType(field.type))
  return maxAge > 0 && isCompositeType(type) ? [{ name: field.name, type, isList }] : []
})

test.each(keptFields)(
  'what is kept of Query.$name is removed by an event when it changes',
  ({ type, isList }) => {
    expect(untold(type)).toEqual([])
    for (const listed of listedTypes(schema, keys, type, isList)) expect(told.lists).toContain(listed)
  },
)

test('something is kept, and what no event is about would be found', () => {
  expect(keptFields.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['product', 'products', 'brand', 'brands', 'category', 'categories']),
  )
  const order = schema.getType('Order')
  expect(isCompositeType(order) && untold(order)).toEqual(['Order'])
})

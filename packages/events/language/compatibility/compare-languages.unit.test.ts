import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineEvent, type EventDefinition } from '../../definition.ts'
import { asyncApi, type AsyncApiDocument } from '../asyncapi.ts'
import { compareLanguages } from './compare-languages.ts'

const placed = defineEvent('ordering.order.placed', 1, z.object({ lines: z.array(z.object({ n: z.int() })) }))
const placedNext = defineEvent('ordering.order.placed', 2, z.object({ lines: z.array(z.string()) }))
const sold = defineEvent('inventory.stock.sold', 1, z.object({ pieces: z.int() }))

function language(
  definitions: EventDefinition<unknown>[],
  subscribers: Record<string, string[]> = {},
): AsyncApiDocument {
  return asyncApi({
    contracts: definitions.map((definition) => ({ definition, description: 'Subject: its id.' })),
    subscribers: new Map(Object.entries(subscribers)),
  })
}
const published = language([placed, sold], { [placed.type]: ['inventory', 'payments'] })

test('says nothing of what is the same, and allows new events and versions', () => {
  expect(compareLanguages(published, published)).toEqual([])
  expect(compareLanguages(published, language([placed, placedNext, sold]))).toEqual([])
})

test('names event, field, what is wrong, and who subscribes, in the release before or in this one', () => {
  const changed = { ...placed, schema: z.object({ lines: z.array(z.object({ n: z.string() })) }) }
  expect(compareLanguages(published, language([changed, sold], { [placed.type]: ['fulfilment'] }))).toEqual([
    {
      event: 'ordering.order.placed.v1',
      field: 'data.lines[].n',
      rule: 'type-changed',
      problem: expect.stringMatching(/^was an integer, is a string\. Subscribers that still have/),
      subscribers: ['fulfilment', 'inventory', 'payments'],
    },
  ])
})

test('refuses to remove a version that somebody subscribes to', () => {
  const removed = { event: placed.type, rule: 'version-removed', subscribers: ['inventory', 'payments'] }
  expect(compareLanguages(published, language([placedNext, sold]))).toMatchObject([removed])
})

test('lets a version go that nobody subscribed to in the release before', () => {
  expect(compareLanguages(language([placed, placedNext, sold]), language([placedNext, sold]))).toEqual([])
})

test('refuses to move an event to another publisher', () => {
  const moved = defineEvent('checkout.order.placed', 1, placed.schema)
  expect(compareLanguages(published, language([moved, sold]))).toMatchObject([
    { event: placed.type, rule: 'publisher-changed', problem: expect.stringContaining(moved.type) },
  ])
  const underItsName = language([{ ...placed, publisher: 'checkout' }, sold])
  expect(compareLanguages(published, underItsName)).toMatchObject([{ rule: 'publisher-changed' }])
})

test('compares the envelope too, which everybody reads', () => {
  const { CloudEvent, ...schemas } = published.components.schemas
  const { sequence: _, ...properties } = CloudEvent!.properties!
  const poorer = { ...CloudEvent, properties }
  const next = {
    ...published,
    components: { ...published.components, schemas: { ...schemas, CloudEvent: poorer } },
  }
  expect(compareLanguages(published, next)).toMatchObject([
    {
      event: 'Every event',
      field: 'sequence',
      rule: 'field-removed',
      subscribers: ['inventory', 'payments'],
    },
  ])
})

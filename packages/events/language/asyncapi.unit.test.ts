import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ordering } from '../contracts/index.ts'
import { createEvent } from '../envelope.ts'
import { asyncApi } from './asyncapi.ts'
import { eventSchema } from './event-schema.ts'
import { readContracts } from './read-contracts.ts'

const specification = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json') as object

const contracts = await readContracts()
const placed = contracts.find(({ definition }) => definition.type === 'ordering.order.placed.v1')!
const subscribers = new Map([['ordering.order.placed.v1', ['inventory', 'fulfilment']]])
const document = asyncApi({ contracts, subscribers })

const orderId = '01920000-0000-7000-8000-000000000001'
const event = createEvent(ordering.orderPlaced, {
  subject: orderId,
  data: { orderId, customerId: orderId, lines: [{ variantId: orderId, quantity: 2 }] },
})

test('is what the AsyncAPI 3.0 specification says a document is', () => {
  const ajv = new Ajv({ strict: false, logger: false, meta: false, validateSchema: false })
  addFormats.default(ajv)
  const validate = ajv.compile(specification)
  validate(document)
  expect(validate.errors).toBeNull()
  validate({ ...document, operations: { wrong: { action: 'shout' } } })
  expect(validate.errors).not.toBeNull()
})

test('has a channel for each event, and an operation for whoever sends or receives it', () => {
  expect(Object.keys(document.channels)).toEqual(contracts.map(({ definition }) => definition.type))
  const ofPlaced = Object.entries(document.operations)
    .filter(([, { channel }]) => channel.$ref === '#/channels/ordering.order.placed.v1')
    .map(([name, { action }]) => `${name}: ${action}`)
  expect(ofPlaced).toEqual([
    'ordering.publishes.ordering.order.placed.v1: send',
    'inventory.handles.ordering.order.placed.v1: receive',
    'fulfilment.handles.ordering.order.placed.v1: receive',
  ])
})

test('refers to nothing that is not there', () => {
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)
  const missing = [...references]
    .map(([, reference = '']) => reference)
    .filter((reference) => {
      const target = reference
        .split('/')
        .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document)
      return target === undefined
    })
  expect(missing).toEqual([])
})

test('has JSON Schemas that take a published event, with further fields too, and refuse a malformed one', () => {
  const ajv = new Ajv2020({ strict: true, keywords: ['x-sealed'] })
  addFormats.default(ajv)
  for (const contract of contracts) expect(ajv.compile(eventSchema(contract))).toBeTypeOf('function')
  const validate = ajv.getSchema('urn:tradewind:event:ordering.order.placed.v1')!
  expect(validate(event)).toBe(true)
  expect(validate({ ...event, data: { ...event.data, giftWrap: true } })).toBe(true)
  expect(validate({ ...event, data: { ...event.data, lines: [] } })).toBe(false)
  expect(validate({ ...event, source: '/tradewind/payments' })).toBe(false)
  expect(validate({ ...event, time: '2026-01-01T00:00:00+01:00' })).toBe(false)
})

test('describes an event by its schema where that has a description', () => {
  const definition = { ...placed.definition, schema: z.object({}).describe('Its own.') }
  expect(eventSchema({ ...placed, definition })).toMatchObject({
    properties: { data: { description: 'Its own.' } },
  })
})

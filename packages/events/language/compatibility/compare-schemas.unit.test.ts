import { expect, test } from 'vitest'
import { z } from 'zod'
import { toJsonSchema } from '../json-schema.ts'
import { compareSchemas } from './compare-schemas.ts'
import { BACKWARD, FORWARD } from './finding.ts'

const order = z.object({ id: z.uuid(), note: z.string().optional() })

/** Each change as `rule field`, and the directions it breaks: → older subscribers, ← older events. */
const changes = (old: z.ZodType, next: z.ZodType): string[] =>
  compareSchemas(toJsonSchema(old, 'draft-07'), toJsonSchema(next, 'draft-07')).map(
    ({ rule, field, problem }) =>
      [rule, field, problem.includes(FORWARD) && '→', problem.includes(BACKWARD) && '←']
        .filter(Boolean)
        .join(' '),
  )
const changesOf = (old: z.ZodType, next: z.ZodType): string[] =>
  changes(z.object({ f: old }), z.object({ f: next }))

test('allows a new optional field, and one with a default', () => {
  expect(changes(order, order.extend({ gift: z.boolean().optional() }))).toEqual([])
  expect(changes(order, order.extend({ gift: z.boolean().default(false) }))).toEqual([])
})

test('allows another description', () => {
  expect(changesOf(z.string().describe('old'), z.string().describe('new').meta({ title: 'F' }))).toEqual([])
})

test('allows a required field to get a default: publishers write it, old events have it', () => {
  expect(changesOf(z.string(), z.string().default('x'))).toEqual([])
  expect(changesOf(z.string().default('x'), z.string())).toEqual([])
})

test('refuses to remove a field, required or not', () => {
  expect(changes(order, order.omit({ id: true }))).toEqual(['field-removed id →'])
  expect(changes(order, order.omit({ note: true }))).toEqual(['field-removed note'])
})

test('refuses a new required field: events published before do not have it', () => {
  expect(changes(order, order.extend({ shop: z.string() }))).toEqual(['field-required shop ←'])
})

test('refuses to make an optional field required, for the same reason', () => {
  expect(changes(order, order.required())).toEqual(['field-required note ←'])
})

test('refuses to make a required field optional: subscribers count on it', () => {
  expect(changes(order, order.partial())).toEqual(['field-optional id →'])
})

test('refuses another default: old events would mean something else', () => {
  expect(changesOf(z.string().default('a'), z.string().default('b'))).toEqual(['default-changed f'])
})

test('refuses another type, and knows which way integers and numbers go', () => {
  expect(changesOf(z.string(), z.number())).toEqual(['type-changed f → ←'])
  expect(changesOf(z.int(), z.number())).toEqual(expect.arrayContaining(['type-changed f →']))
  expect(changesOf(z.number(), z.int())).toEqual(expect.arrayContaining(['type-changed f ←']))
  expect(changesOf(z.string(), z.object({ a: z.string() }))).toEqual(['type-changed f → ←'])
  expect(changesOf(z.string(), z.array(z.string()))).toEqual(['type-changed f → ←'])
})

test('refuses null where there was none, and no null where there was', () => {
  expect(changesOf(z.string(), z.string().nullable())).toEqual(['value-added f →'])
  expect(changesOf(z.string().nullable(), z.string())).toEqual(['value-removed f ←'])
  expect(changesOf(z.string().max(5).nullable(), z.string().max(9).nullable())).toEqual([
    'constraint-loosened f →',
  ])
})

test('refuses a further enum value: a subscriber that does not know it refuses the event', () => {
  expect(changesOf(z.enum(['A', 'B']), z.enum(['A', 'B', 'C']))).toEqual(['value-added f →'])
  expect(changesOf(z.literal('A'), z.enum(['A', 'B']))).toEqual(['value-added f →'])
})

test('refuses to take away an enum value, to introduce or to drop the list', () => {
  expect(changesOf(z.enum(['A', 'B']), z.enum(['A']))).toEqual(['value-removed f ←'])
  expect(changesOf(z.string(), z.enum(['A']))).toEqual(['constraint-tightened f ←'])
  expect(changesOf(z.enum(['A']), z.string())).toEqual(['constraint-loosened f →'])
})

test('allows the values of an enum in another order', () => {
  expect(changesOf(z.enum(['A', 'B']), z.enum(['B', 'A']))).toEqual([])
})

test('refuses tighter constraints for the sake of old events, looser ones for that of old subscribers', () => {
  const cases: [z.ZodType, z.ZodType][] = [
    [z.string().max(20), z.string().max(10)],
    [z.string(), z.string().max(10)],
    [z.string().min(1), z.string().min(2)],
    [z.int(), z.int().positive()],
    [z.number().lt(9), z.number().lt(8)],
    [z.array(z.string()), z.array(z.string()).min(1)],
    [z.string(), z.uuid()],
    [z.string(), z.string().regex(/^a/)],
    [z.iso.datetime({ offset: true }), z.iso.datetime()],
  ]
  for (const [loose, tight] of cases) {
    const field = 'f'
    expect(changesOf(loose, tight)).toEqual([`constraint-tightened ${field} ←`])
    expect(changesOf(tight, loose)).toEqual([`constraint-loosened ${field} →`])
  }
  expect(changesOf(z.string().regex(/^a/), z.string().regex(/^b/))).toEqual(['constraint-tightened f → ←'])
})

test('takes more than 0 and at least 1 for the same, of integers', () => {
  expect(changesOf(z.int().positive(), z.int().min(1))).toEqual([])
})

test('names a field within lists and objects', () => {
  const basket = (quantity: z.ZodType) => z.object({ lines: z.array(z.object({ quantity })) })
  expect(changes(basket(z.int()), basket(z.string()))).toEqual(['type-changed lines[].quantity → ←'])
})

test('compares dictionaries, tuples and objects that take no further fields', () => {
  const dictionary = (value: z.ZodType) => z.record(z.string(), value)
  expect(changesOf(dictionary(z.int()), dictionary(z.string()))).toEqual(['type-changed f.* → ←'])
  expect(changesOf(z.tuple([z.string()]), z.tuple([z.int()]))).toEqual(['type-changed f.0 → ←'])
  expect(changesOf(z.tuple([z.string()]), z.tuple([z.string(), z.string()]))).toContain('type-changed f → ←')
  expect(changes(z.strictObject({}), z.strictObject({ a: z.string().optional() }))).toEqual([
    'constraint-loosened a →',
  ])
  expect(changes(order, z.strictObject(order.shape))).toEqual(['constraint-tightened ←'])
  expect(changes(z.strictObject(order.shape), order)).toEqual(['constraint-loosened →'])
})

test('pairs the options of a union by what tells them apart', () => {
  const card = z.object({ kind: z.literal('card'), last4: z.string() })
  const bank = z.object({ kind: z.literal('bank'), iban: z.string() })
  const wallet = z.object({ kind: z.literal('wallet') })
  const kinds = (...options: [typeof card, ...z.core.$ZodTypeDiscriminable[]]) =>
    z.discriminatedUnion('kind', options)
  expect(changesOf(kinds(card, bank), kinds(card, bank, wallet))).toEqual(['value-added f →'])
  expect(changesOf(kinds(card, bank, wallet), kinds(card, bank))).toEqual(['value-removed f ←'])
  expect(changesOf(z.union([card, bank]), z.union([bank, card.extend({ last4: z.int() })]))).toEqual([
    'type-changed f.last4 → ←',
  ])
})

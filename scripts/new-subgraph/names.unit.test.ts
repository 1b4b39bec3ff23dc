import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { namesOf, placeholders } from './names.ts'

const become = (name: string, entity?: string) =>
  Object.fromEntries(placeholders(namesOf(name, entity), '20260301090000'))

test('a subgraph owns the singular of its name', () => {
  expect(become('gift-cards')).toEqual({
    __name__: 'gift-cards',
    __timestamp__: '20260301090000',
    __Entity__: 'GiftCard',
    __Entities__: 'GiftCards',
    __entity__: 'giftCard',
    __entities__: 'giftCards',
    '__entity-kebab__': 'gift-card',
    '__entities-kebab__': 'gift-cards',
    __entity_snake__: 'gift_card',
    '__entity words__': 'gift card',
    '__entities words__': 'gift cards',
    '__an entity__': 'a gift card',
  })
})

test.each([
  ['warranties', 'Warranty', 'warranties'],
  ['wishes', 'Wish', 'wishes'],
  ['boxes', 'Box', 'boxes'],
  ['surveys', 'Survey', 'surveys'],
  ['prices', 'Price', 'prices'],
  ['answers', 'Answers2', 'answers2s', 'answers2'],
  ['loyalty', 'LoyaltyNote', 'loyaltyNotes'],
  ['analysis', 'AnalysisNote', 'analysisNotes'],
  ['status', 'StatusNote', 'statusNotes'],
  ['fulfilment', 'Parcel', 'parcels', 'parcel'],
])('%s owns %s (%s)', (name, type, field, entity?: string) => {
  expect(become(name, entity)).toMatchObject({ __Entity__: type, __entities__: field })
})

test.each([
  ['invoices', 'an invoice'],
  ['reviews', 'a review'],
  ['umbrellas', 'an umbrella'],
  ['units', 'a unit'],
])('of %s there is %s', (name, words) => {
  expect(become(name)).toMatchObject({ '__an entity__': words })
})

describe('refuses', () => {
  test('no name at all', () => {
    expect(() => namesOf(undefined)).toThrow(/^Name the subgraph/)
  })

  test.each([
    'GiftCards',
    'gift_cards',
    'gift cards',
    '-gift',
    'gift-',
    'gift--cards',
    '4seasons',
    'café',
    '..',
  ])('%j, which is not in kebab-case', (name) => {
    expect(() => namesOf(name)).toThrow(`"${name}" is not in kebab-case`)
    expect(() => namesOf('reviews', name)).toThrow(`"${name}" is not in kebab-case`)
  })

  test('a name that is too long', () => {
    expect(() => namesOf('x'.repeat(31))).toThrow('30 characters at most')
    expect(namesOf('x'.repeat(30))).toMatchObject({ one: `${'x'.repeat(30)}-note` })
  })

  test.each(['router', 'console', 'registry', 'queue', 'postgres'])('%s, which is reserved', (name) => {
    expect(() => namesOf(name)).toThrow(/reserved/)
  })

  test.each(['transactions', 'maps', 'events'])('%s, whose type the code could not use', (name) => {
    expect(() => namesOf(name)).toThrow(/--entity/)
    expect(namesOf(name, 'thing')).toMatchObject({ name, one: 'thing' })
  })
})

test('refuses with one sentence, or gives names that files, types and fields can have', () => {
  const property = fc.property(fc.string(), (name) => {
    try {
      const { __Entity__: type, __entities__: field, __entity_snake__: table } = become(name)
      return /^[A-Z]\w*$/.test(type!) && /^[a-z]\w*$/.test(field!) && /^[a-z][a-z0-9_]*$/.test(table!)
    } catch (error) {
      return (error as Error).name === 'Refusal'
    }
  })
  fc.assert(property)
})

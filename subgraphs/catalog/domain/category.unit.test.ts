import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ancestorsUnder, CATEGORY_LEVELS, moved, parentIdOf, type Category } from './category.ts'
import { Refusal } from './refusal.ts'

const category = (id: string, ancestorIds: string[]): Category => ({
  id,
  handle: id,
  name: id,
  description: null,
  ancestorIds,
  position: 0,
})
const garden = category('garden', ['home'])
const pots = category('pots', ['home', 'garden'])
const sale = category('sale', [])

test('moves all below a category with it', () => {
  expect(moved(garden, sale, [pots]).map(({ id, ancestorIds }) => [id, ancestorIds])).toEqual([
    ['garden', ['sale']],
    ['pots', ['sale', 'garden']],
  ])
  expect(moved(garden, null, [pots]).map(({ ancestorIds }) => ancestorIds)).toEqual([[], ['garden']])
})

test.each([
  ['itself', garden],
  ['one below it', pots],
])('refuses to move a category under %s', (_, parent) => {
  expect(() => moved(garden, parent, [pots])).toThrow('under itself')
})

test('refuses a tree that becomes too deep', () => {
  const deep = category(
    'deep',
    Array.from({ length: CATEGORY_LEVELS - 1 }, (_, n) => `${n}`),
  )
  expect(() => ancestorsUnder(deep)).toThrow('10 levels')
  expect(() => moved(garden, category('x', deep.ancestorIds.slice(1)), [pots])).toThrow('10 levels')
})

test('stays a tree whatever is moved where', () => {
  const move = fc.record({ what: fc.nat(), where: fc.option(fc.nat()) })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(move, { maxLength: 30 }), (count, moves) => {
      const tree = new Map(Array.from({ length: count }, (_, n) => [`${n}`, category(`${n}`, [])]))
      for (const { what, where } of moves) {
        const node = tree.get(`${what % count}`)!
        const parent = where === null ? null : tree.get(`${where % count}`)!
        const below = [...tree.values()].filter(({ ancestorIds }) => ancestorIds.includes(node.id))
        try {
          for (const changed of moved(node, parent, below)) tree.set(changed.id, changed)
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
        }
      }
      for (const node of tree.values()) {
        const parent = tree.get(parentIdOf(node) ?? '')
        expect(node.ancestorIds).toEqual(parent ? [...parent.ancestorIds, parent.id] : [])
        expect(node.ancestorIds).not.toContain(node.id)
      }
    }),
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frozen } from '../../test/fixtures/frozen.ts'
import type { Entity } from './entity.ts'
import { merge } from './merge.ts'
import { compileMerge } from './selected-merge.ts'

const operation = `
  query Ships($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Ship { name log ...Crew } }
  }
  fragment Crew on Ship { captain { rank constructor: name } berths { side berth { ... on Bunk { size } ... on Cot { size } } } }`
const select = compileMerge(operation, '_entities')

/** What a subgraph may answer where an object, or a list of them, should be. */
const inPlaceOf = (object: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(object, fc.array(object, { maxLength: 2 }), fc.constantFrom(null, undefined, 0, 'anchor'))
const object = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [] })
const json = fc.jsonValue({ maxDepth: 2 })
const bunk = object({ size: json })
const ship = object({
  name: json,
  log: json,
  captain: inPlaceOf(object({ rank: json, constructor: json })),
  berths: inPlaceOf(object({ side: json, berth: inPlaceOf(bunk) })),
}) as fc.Arbitrary<Entity>

test('what was selected is merged like whatever there is', () => {
  fc.assert(
    fc.property(ship, ship, fc.boolean(), (target, source, copying) => {
      const [generally, selectively] = [structuredClone(target), structuredClone(target)]
      merge(generally, structuredClone(source), copying)
      select(selectively, structuredClone(source), copying)
      expect(selectively).toEqual(generally)
    }),
  )
})

test('what belongs to others is not changed, whatever is merged into its copy', () => {
  fc.assert(
    fc.property(ship, ship, (theirs, more) => {
      const target: Entity = {}
      select(target, frozen(theirs), true)
      expect(target).toEqual(theirs)
      expect(() => merge(target, structuredClone(more), false)).not.toThrow()
    }),
  )
})

test('what was not asked for is left out', () => {
  const target: Entity = { name: 'Ada' }
  select(target, { name: 'Bee', flag: 'FR', berths: [{ side: 1, rust: 2 }] }, true)
  expect(target).toEqual({ name: 'Bee', berths: [{ side: 1 }] })
})

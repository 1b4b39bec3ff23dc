import fc from 'fast-check'
import { expect, test } from 'vitest'
import { siblingId } from './sibling-id.ts'

const version = fc.integer({ min: 1, max: 255 })

test('leads from each version to each other and back, and from different facts to different ids', () => {
  fc.assert(
    fc.property(fc.uuid(), version, version, version, (id, from, via, to) => {
      const there = siblingId(siblingId(id, from, via), via, to)
      expect(there).toBe(siblingId(id, from, to))
      expect(siblingId(there, to, from)).toBe(id)
      expect(there === id).toBe(from === to)
      expect(there).toHaveLength(36)
    }),
  )
})

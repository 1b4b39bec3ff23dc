import { expect, test } from 'vitest'
import { faultOf } from './reasons.ts'

test.each(['RECEIVED', 'RETURNED'] as const)('%s adds pieces and never takes any away', (reason) => {
  expect(faultOf(reason, 1)).toBeNull()
  expect(faultOf(reason, -1)).toContain('must be positive')
})

test.each(['DAMAGED', 'LOST'] as const)('%s takes pieces away and never adds any', (reason) => {
  expect(faultOf(reason, -1)).toBeNull()
  expect(faultOf(reason, 1)).toContain('must be negative')
})

test('COUNTED goes either way', () => {
  expect(faultOf('COUNTED', 1)).toBeNull()
  expect(faultOf('COUNTED', -1)).toBeNull()
})

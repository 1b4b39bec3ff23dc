import { expect, test } from 'vitest'
import { scopesOf, wouldLeaveNoAdmin } from './roles.ts'

test('gives a customer no scope', () => {
  expect(scopesOf(['CUSTOMER'])).toEqual([])
})

test('gives staff everything but handing out roles and changing customers', () => {
  const staff = scopesOf(['STAFF'])
  expect(staff).toContain('orders:write')
  expect(staff).toContain('console:read')
  expect(staff).toContain('console:write')
  expect(staff).not.toContain('roles:write')
  expect(staff).not.toContain('customers:write')
})

test('gives an administrator every scope, each once, whatever other roles there are', () => {
  const scopes = scopesOf(['CUSTOMER', 'STAFF', 'ADMIN'])
  expect(scopes).toHaveLength(12)
  expect(new Set(scopes)).toEqual(new Set([...scopesOf(['STAFF']), 'roles:write', 'customers:write']))
})

test('knows the last administrator', () => {
  expect(wouldLeaveNoAdmin(['a'], 'a', ['STAFF'])).toBe(true)
  expect(wouldLeaveNoAdmin(['a'], 'a', ['STAFF', 'ADMIN'])).toBe(false)
  expect(wouldLeaveNoAdmin(['a', 'b'], 'a', ['STAFF'])).toBe(false)
  expect(wouldLeaveNoAdmin(['a'], 'b', ['STAFF'])).toBe(false)
})

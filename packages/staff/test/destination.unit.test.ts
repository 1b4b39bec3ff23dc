import { expect, test } from 'vitest'
import { ownPath, signInPath } from '../destination.ts'

test.each(['/', '/graph/tradewind', '/graph/a/variant/b/checks/1?page=2&x=%2F'])(
  'leads to %s of this site',
  (path) => expect(ownPath(path)).toBe(path),
)

test.each([
  '//evil.example',
  String.raw`/\evil.example`,
  '/.//evil.example',
  '/a/..//evil.example',
  '/\t/evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  'evil.example',
  '',
  undefined,
  ['/a'],
])('is not led elsewhere by %j', (path) => expect(ownPath(path)).toBe('/'))

test('carries what somebody wanted to see over to the sign-in', () => {
  expect(signInPath('/graph/a?b=c&d=e')).toBe('/sign-in?next=%2Fgraph%2Fa%3Fb%3Dc%26d%3De')
  expect(signInPath('/')).toBe('/sign-in')
})

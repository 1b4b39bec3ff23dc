import { expect, test } from 'vitest'
import { parseSubgraphResponse } from './response.ts'

test.each([
  [200, '{"data":{"a":1}}'],
  [200, '{"data":null,"errors":[{"message":"no"}]}'],
  [400, '{"errors":[{"message":"no such field"}]}'],
  [401, '{"errors":[{"message":"expired"}]}'],
])('status %i with %s is an answer', (status, body) => {
  expect(parseSubgraphResponse({ status, body })).toEqual(JSON.parse(body))
})

test.each([
  [200, ''],
  [200, '<html>Bad Gateway</html>'],
  [200, '{"data":{"a":1}'],
  [200, 'null'],
  [200, '[]'],
  [200, '{}'],
  [200, '{"data":"text"}'],
  [200, '{"data":[1]}'],
  [200, '{"errors":"no"}'],
  [200, '{"errors":[{"text":"no"}]}'],
  [302, '{"data":{"a":1}}'],
  [403, '{"errors":[{"message":"who are you?"}]}'],
  [500, '{"errors":[{"message":"no"}]}'],
  [503, '{"data":{"a":1}}'],
])('status %i with %j is none', (status, body) => {
  expect(() => parseSubgraphResponse({ status, body })).toThrow(/JSON|not a GraphQL response|HTTP status/)
})

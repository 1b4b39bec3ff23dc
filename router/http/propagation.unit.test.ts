import { expect, test } from 'vitest'
import { parsePropagation, propagatedHeaders } from './propagation.ts'

const propagate = (headers: Record<string, string>, ...rules: string[]) =>
  propagatedHeaders(new Headers(headers), new Map(rules.map((rule) => parsePropagation(rule)!)))

test('only what is named is handed on, under the name it is to have', () => {
  const headers = { 'Accept-Language': 'de', 'x-tenant': 'north', 'x-other': '1' }
  expect(propagate(headers)).toBeUndefined()
  expect(propagate(headers, 'accept-language', 'X-Tenant=x-shop', 'x-missing')).toEqual({
    'accept-language': 'de',
    'x-shop': 'north',
  })
})

test('what a client says to be of its connection ends there', () => {
  expect(propagate({ connection: 'close, X-Tenant', 'x-tenant': 'north' }, 'x-tenant')).toEqual({})
})

test.each([
  'connection',
  'Transfer-Encoding',
  'te',
  'host',
  'authorization',
  'content-length',
  'x-tradewind-router',
  'x-tenant=x-tradewind-router',
  'x-tenant=host',
  'a=b=c',
  'a b',
  'x-tenant=',
  '=x',
])('%j cannot be a rule', (rule) => {
  expect(parsePropagation(rule)).toBeNull()
})

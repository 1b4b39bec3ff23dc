import { EnvironmentError, readEnvironment } from '@tradewind/service'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { headerRules } from './header-rules.ts'
import { compilePropagation, headersFor, propagatedHeaders } from './propagation.ts'

const parse = (rules: unknown) =>
  readEnvironment(
    { HEADER_RULES: headerRules },
    { HEADER_RULES: typeof rules === 'string' ? rules : JSON.stringify(rules) },
  ).HEADER_RULES
const propagated = (headers: HeadersInit, rules: unknown[]) =>
  propagatedHeaders(new Headers(headers), compilePropagation(parse(rules)))
const propagate = (headers: HeadersInit, ...rules: unknown[]) => propagated(headers, rules)?.all

test('only what is named is handed on, under the name it is to have', () => {
  const headers = { 'Accept-Language': 'de', 'x-tenant': 'north', 'x-other': '1' }
  expect(propagate(headers)).toBeUndefined()
  expect(
    propagate(
      headers,
      { propagate: 'accept-language' },
      { propagate: 'X-Tenant', rename: 'x-shop' },
      { propagate: 'x-missing' },
    ),
  ).toEqual({ 'accept-language': 'de', 'x-shop': 'north' })
})

test('a pattern hands on all that it fits, and nothing that may not be handed on', () => {
  const headers = {
    'x-shop-a': '1',
    'x-shop-': '2',
    'x-shopping': '3',
    'x-tradewind-router': 'forged',
    te: 'trailers',
    authorization: 'Bearer x',
    'sec-websocket-key': 'k',
  }
  expect(propagate(headers, { propagate: 'x-shop-*' })).toEqual({ 'x-shop-a': '1', 'x-shop-': '2' })
  expect(propagate(headers, { propagate: '*' })).toEqual({
    'x-shop-a': '1',
    'x-shop-': '2',
    'x-shopping': '3',
  })
  expect(propagate({ aba: '1', aa: '2' }, { propagate: 'ab*ba' })).toEqual({})
})

test('a default stands in for what the client did not send', () => {
  const rule = { propagate: 'x-region', rename: 'x-area', default: 'eu' }
  expect(propagate({}, rule)).toEqual({ 'x-area': 'eu' })
  expect(propagate({ 'x-region': '' }, rule)).toEqual({ 'x-area': '' })
})

test('rules take effect in their order', () => {
  const headers = { 'x-shop-a': '1', 'x-shop-secret': '2' }
  expect(
    propagate(
      headers,
      { insert: 'x-shop-a', value: 'router' },
      { propagate: 'x-shop-*' },
      { remove: 'x-*-secret' },
      { insert: 'x-via', value: 'router' },
    ),
  ).toEqual({ 'x-shop-a': '1', 'x-via': 'router' })
  expect(propagate(headers, { propagate: 'x-shop-a' }, { insert: 'x-shop-a', value: 'router' })).toEqual({
    'x-shop-a': 'router',
  })
})

test('a rule for one subgraph holds for that one alone, and a key made of the whole holds it', () => {
  const rules = [
    { propagate: 'x-a' },
    { propagate: 'x-b', subgraph: 'catalog' },
    { remove: 'x-a', subgraph: 'ordering' },
  ]
  const headers = propagated({ 'x-a': '1', 'x-b': '2' }, rules)
  expect(headersFor(headers, 'catalog')).toEqual({ 'x-a': '1', 'x-b': '2' })
  expect(headersFor(headers, 'ordering')).toEqual({})
  expect(headersFor(headers, 'identity')).toEqual({ 'x-a': '1' })
  expect(headersFor(headers, 'constructor')).toEqual({ 'x-a': '1' })
  const other = propagated({ 'x-a': '1', 'x-b': '3' }, rules)
  expect(JSON.stringify(other)).not.toBe(JSON.stringify(headers))
})

test('what a client says to be of its connection ends there', () => {
  const headers = { connection: 'close, X-Tenant', 'x-tenant': 'north' }
  expect(propagate(headers, { propagate: 'x-tenant' }, { propagate: 'x-*' })).toEqual({})
  expect(propagate(headers, { propagate: 'x-tenant', default: 'south' })).toEqual({ 'x-tenant': 'south' })
})

test('a header may have any name', () => {
  const names = ['__proto__', 'constructor']
  const headers = propagate(
    names.map((name) => [name, 'x']),
    { propagate: '*' },
  )
  expect(Object.keys(headers!)).toEqual(names)
})

const refused = ['connection', 'Transfer-Encoding', 'te', 'host', 'authorization', 'content-length']
test('no rule hands on what may not be, whatever the client sends', () => {
  const names = fc.constantFrom(...refused, 'x-tradewind-router', 'sec-websocket-key', 'x-a', 'x-b')
  fc.assert(
    fc.property(
      fc.dictionary(names, fc.constant('v')),
      fc.array(fc.constantFrom('*', 'x-*', 't*', '*n', 'x-a', 'x-tradewind-*')),
      (headers, patterns) => {
        const kept = propagate(headers, ...patterns.map((pattern) => ({ propagate: pattern })))
        for (const name of Object.keys(kept ?? {})) expect(['x-a', 'x-b']).toContain(name)
      },
    ),
  )
})

test.each<[rules: unknown, sentence: string]>([
  ['[', 'must be a list of rules in JSON'],
  [{ propagate: 'x' }, 'must be a list of rules in JSON'],
  [[7], 'rule 1 must have one of'],
  [[{ propagate: 'x' }, {}], 'rule 2 must have one of'],
  [[{ propagate: 'x', remove: 'y' }], 'rule 1 must have one of'],
  ...refused.map((name): [unknown, string] => [[{ propagate: name }], 'is about one connection, or for']),
  [[{ propagate: 'x', rename: 'x-tradewind-router' }], 'rule 1: rename "x-tradewind-router" is about'],
  [[{ insert: 'Host', value: 'x' }], 'rule 1: insert "host" is about'],
  [[{ insert: 'x', value: 'a\nb' }], 'rule 1: value must be printable ASCII'],
  [[{ insert: 'x' }], 'rule 1: value must be text'],
  [[{ propagate: 'a b' }], '"a b" is not the name of a header'],
  [[{ propagate: '' }], '"" is not the name of a header'],
  [[{ propagate: 'x-*-*' }], '"x-*-*" is not a pattern of names with one *'],
  [[{ propagate: 'x-*', rename: 'y' }], 'a pattern can be neither renamed'],
  [[{ propagate: 'x', subgraf: 'y' }], 'rule 1: '],
  [[{ propagate: 'x', subgraph: '' }], 'must name a subgraph'],
])('%j is refused with a sentence', (rules, sentence) => {
  expect(() => parse(rules)).toThrow(EnvironmentError)
  expect(() => parse(rules)).toThrow(sentence)
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sourceOf } from './contract.ts'
import { parseGraphRef, toGraphRef } from './graph-ref.ts'
import { allows, graphOfKey, scopes, writeKey } from './key.ts'
import { mergeOperations, type SafelistOperation } from './safelist.ts'

describe('a graph ref', () => {
  test('is a graph and a variant, `current` unless another is named', () => {
    expect(parseGraphRef('shop@staging')).toEqual({ graphId: 'shop', variant: 'staging' })
    expect(parseGraphRef('shop')).toEqual({ graphId: 'shop', variant: 'current' })
    expect(toGraphRef({ graphId: 'shop', variant: 'current' })).toBe('shop@current')
  })

  test.each(['', '@', 'shop@', '@current', 'a@b@c', 'sh op@current', '1shop@x', `${'x'.repeat(65)}@current`])(
    'is not %j',
    (text) => expect(parseGraphRef(text)).toBeNull(),
  )
})

describe('a key', () => {
  test('says which graph it is of', () => {
    expect(graphOfKey(writeKey('shop', 'a'.repeat(43)))).toBe('shop')
    for (const wrong of ['', 'service:shop', 'service:shop:short', `user:shop:${'a'.repeat(43)}`]) {
      expect(graphOfKey(wrong)).toBeNull()
    }
  })

  test('may do what its scopes bring along, and nothing else', () => {
    const granted = scopes.map((scope) => [scope, scopes.filter((wanted) => allows([scope], wanted))])
    expect(Object.fromEntries(granted)).toEqual({
      READ: ['READ', 'REPORT'],
      CHECK: ['READ', 'CHECK'],
      REPORT: ['REPORT'],
      PUBLISH: ['READ', 'CHECK', 'PUBLISH'],
    })
    expect(allows([], 'READ')).toBe(false)
  })
})

describe('a safelist', () => {
  const operation = (id: string, change: Partial<SafelistOperation> = {}): SafelistOperation => ({
    id,
    name: id,
    type: 'QUERY',
    body: `query ${id} { a }`,
    clientName: null,
    ...change,
  })

  test('loses nothing, and tells what became of each operation', () => {
    const merged = mergeOperations(
      [operation('a'), operation('b'), operation('c')],
      [operation('a'), operation('b', { clientName: 'web' }), operation('d')],
    )
    expect(merged).toEqual({
      write: [operation('b', { clientName: 'web' }), operation('d')],
      counts: { added: 1, identical: 1, updated: 1, unaffected: 1 },
    })
  })

  test('gives an id one text for good, within a manifest too', () => {
    const changed = operation('a', { body: '{ other }' })
    expect(mergeOperations([operation('a')], [changed])).toHaveProperty('message')
    expect(mergeOperations([], [operation('a'), changed])).toHaveProperty('message')
  })

  test('a manifest that is published again changes nothing', () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }))
    fc.assert(
      fc.property(ids, ids, (present, given) => {
        const first = mergeOperations(
          present.map((id) => operation(id)),
          given.map((id) => operation(id)),
        )
        if ('message' in first) throw new Error(first.message)
        const all = [...present.map((id) => operation(id)), ...first.write]
        const again = mergeOperations(
          all,
          given.map((id) => operation(id)),
        )
        expect(again).toMatchObject({ write: [], counts: { added: 0, updated: 0, identical: given.length } })
      }),
    )
  })
})

describe('a contract', () => {
  const terms = { name: 'public', sourceVariant: 'current', include: [], exclude: [] }
  const contract = { name: 'public', sourceVariant: 'current' }

  test('needs a source when it is new, and keeps it', () => {
    expect(sourceOf(terms, null)).toEqual({ source: 'current' })
    expect(sourceOf({ ...terms, sourceVariant: null }, contract)).toEqual({ source: 'current' })
    expect(sourceOf({ ...terms, sourceVariant: null }, null)).toMatchObject({
      code: 'SOURCE_VARIANT_MISSING',
    })
    expect(sourceOf({ ...terms, sourceVariant: 'other' }, contract)).toMatchObject({
      code: 'SOURCE_VARIANT_FIXED',
    })
  })

  test('is neither made of itself nor of a variant with subgraphs', () => {
    expect(sourceOf({ ...terms, name: 'current' }, null)).toMatchObject({ code: 'SOURCE_VARIANT_INVALID' })
    expect(sourceOf(terms, { name: 'public', sourceVariant: null })).toMatchObject({ code: 'NOT_A_CONTRACT' })
  })

  test.each(['', 'a b', 'x'.repeat(129), 'ä'])('takes no tag %j', (tag) =>
    expect(sourceOf({ ...terms, exclude: [tag] }, null)).toMatchObject({ code: 'INVALID_TAG' }),
  )
})

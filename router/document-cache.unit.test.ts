import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DocumentCache } from './document-cache.ts'

test('gives back what was put under a text', () => {
  const cache = new DocumentCache<number>(1_000)
  cache.set('{ a }', 1)
  expect(cache.get('{ a }')).toBe(1)
  expect(cache.get('{ b }')).toBeUndefined()
})

test('lets go of the texts that were not used for longest', () => {
  const cache = new DocumentCache<number>(100)
  for (let i = 0; i < 10; i++) cache.set(`document ${i}`, i)
  cache.get('document 0')
  cache.set('another!!!', 10)
  expect(cache.get('document 0')).toBe(0)
  expect(cache.get('document 1')).toBeUndefined()
})

test('does not keep a text so long that it would push out many others', () => {
  const cache = new DocumentCache<number>(100)
  cache.set('x'.repeat(11), 1)
  expect(cache.get('x'.repeat(11))).toBeUndefined()
})

test('never holds more characters than it may, whatever comes', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 30 })), (texts) => {
      const cache = new DocumentCache<string>(100)
      for (const text of texts) cache.set(text, text)
      const held = [...new Set(texts)].filter((text) => cache.get(text) !== undefined)
      expect(held.join('').length).toBeLessThanOrEqual(100)
    }),
  )
})

import { expect, test } from 'vitest'
import { isRawNumber, parseExactly } from './exact-json.ts'

test.each([
  '{"a":9007199254740993}',
  '[-12345678901234567890123]',
  '{"a": 9007199254740993,"b":[1,18446744073709551615]}',
  '12345678901234567890',
])('integers that a JavaScript number cannot hold come out as they went in: %s', (text) => {
  expect(JSON.stringify(parseExactly(text))).toBe(text.replaceAll(' ', ''))
})

test('wherever they stand', () => {
  for (let place = 0; place < 40; place += 1) {
    const text = `["${'x'.repeat(place)}",9007199254740993]`
    expect(JSON.stringify(parseExactly(text))).toBe(text)
  }
})

test('what JavaScript holds exactly is a number', () => {
  expect(parseExactly('{"a":9007199254740991,"b":1.5,"c":"12345678901234567890"}')).toEqual({
    a: 9007199254740991,
    b: 1.5,
    c: '12345678901234567890',
  })
})

test('a number kept as its text is told from an object', () => {
  const [large] = parseExactly('[12345678901234567890]') as unknown[]
  expect(isRawNumber(large)).toBe(true)
  expect([{}, null, 1, 'x', { rawJSON: '1' }].some(isRawNumber)).toBe(false)
})

test('names that objects inherit are data', () => {
  const text = '{"__proto__":{"a":12345678901234567890},"constructor":1}'
  expect(JSON.stringify(parseExactly(text))).toBe(text)
})

import { expect, test } from 'vitest'
import { operationHeaders } from './headers.ts'

const many = Array.from({ length: 60 }, (_, index) => [`x-${index}`, 'y'])

test.each([
  ['no text', { authorization: { token: 'x' } }],
  ['no text that a header may have', { Authorization: 'Bearer \u0000' }],
  ['longer than a header may be', { headers: { authorization: `Bearer ${'x'.repeat(10_000)}` } }],
  ['behind as many parameters as are read', Object.fromEntries([...many, ['authorization', 'Bearer \n']])],
])('a token that is %s stays one, to be refused: nobody is anonymous by it', (_, parameters) => {
  expect(operationHeaders({}, parameters)).toMatchObject({ authorization: '' })
})

test('no token, as clients say it of whoever has not signed in, is none', () => {
  for (const parameters of [undefined, null, {}, { authorization: null }, { headers: null }, 'x', ['x']]) {
    expect(operationHeaders({}, parameters)).not.toHaveProperty('authorization')
  }
})

test('parameters come before the headers of the upgrade, and neither says what proxies and the router say', () => {
  const upgrade = {
    authorization: 'Bearer old',
    cookie: 'a=b',
    'x-forwarded-for': '10.0.0.1',
    upgrade: 'websocket',
  }
  const parameters = {
    authorization: 'Bearer new',
    'X-Forwarded-For': '10.0.0.2',
    'content-length': '1',
    __proto__: 'x',
    'x-area': 'eu',
    'x\r\ny': 'z',
  }
  expect(operationHeaders(upgrade, parameters)).toEqual({
    authorization: 'Bearer new',
    'x-forwarded-for': '10.0.0.1',
    'x-area': 'eu',
    'content-type': 'application/json',
    accept: 'application/json',
  })
})

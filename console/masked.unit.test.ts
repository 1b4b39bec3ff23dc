import { createSealing, sealedField } from '@tradewind/events'
import { expect, test } from 'vitest'
import { masked } from './masked.ts'

test('masks what is sealed, whatever its name', () => {
  const sealing = createSealing(['a sealing key of 32 characters or more'])
  const code = sealing.seal(sealedField('a.b.code', 'A code.'), '1', '1234')
  expect(masked({ code, codes: [code], note: 'sealed.' })).toEqual({
    code: '••••••',
    codes: ['••••••'],
    note: 'sealed.',
  })
})

test('masks what is named like a secret, however deep, and nothing else', () => {
  expect(
    masked({
      orderId: '1',
      paymentToken: 'tok_1',
      provider: { apiKey: 'k', amounts: [1, { cardNumber: 4111, iban: null }] },
      quantity: 2,
      note: null,
    }),
  ).toEqual({
    orderId: '1',
    paymentToken: '••••••',
    provider: { apiKey: '••••••', amounts: [1, { cardNumber: '••••••', iban: null }] },
    quantity: 2,
    note: null,
  })
})

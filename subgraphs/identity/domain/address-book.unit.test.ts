import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addAddress,
  MAX_ADDRESSES,
  removeAddress,
  updateAddress,
  type Address,
  type AddressBook,
} from './address-book.ts'

const address = (id: string, isDefault = false): Address => ({
  id,
  recipient: 'Anna Berg',
  line1: 'Storgatan 1',
  line2: null,
  city: 'Lund',
  region: null,
  postalCode: '22100',
  countryCode: 'SE',
  phone: null,
  isDefault,
})
const bookOf = (change: { kind: string; book?: AddressBook }): AddressBook => change.book ?? []
const defaultsOf = (book: AddressBook): string[] =>
  book.filter((entry) => entry.isDefault).map(({ id }) => id)

test('makes the first address the default', () => {
  expect(defaultsOf(bookOf(addAddress([], address('a'))))).toEqual(['a'])
})

test('moves the default to an added or changed address that asks for it', () => {
  const book = [address('a', true), address('b')]
  expect(defaultsOf(bookOf(addAddress(book, address('c', true))))).toEqual(['c'])
  expect(defaultsOf(bookOf(addAddress(book, address('c'))))).toEqual(['a'])
  expect(defaultsOf(bookOf(updateAddress(book, 'b', { isDefault: true })))).toEqual(['b'])
})

test('changes only the fields that are given', () => {
  const book = bookOf(updateAddress([address('a', true)], 'a', { city: 'Malmö', phone: '+46 40 1' }))
  expect(book).toEqual([{ ...address('a', true), city: 'Malmö', phone: '+46 40 1' }])
})

test('does not take the default from an address without another one to have it', () => {
  expect(updateAddress([address('a', true)], 'a', { isDefault: false })).toEqual({ kind: 'default-needed' })
})

test('gives the default to the oldest address left when the default is removed', () => {
  const book = [address('a'), address('b'), address('c', true)]
  expect(defaultsOf(bookOf(removeAddress(book, 'c')))).toEqual(['a'])
  expect(bookOf(removeAddress([address('a', true)], 'a'))).toEqual([])
})

test('knows only its own addresses', () => {
  expect(updateAddress([address('a', true)], 'b', { city: 'Lund' })).toEqual({ kind: 'not-found' })
  expect(removeAddress([address('a', true)], 'b')).toEqual({ kind: 'not-found' })
})

test('holds 20 addresses and no more', () => {
  const full = Array.from({ length: MAX_ADDRESSES }, (_, index) => address(`${index}`, index === 0))
  expect(addAddress(full, address('one more'))).toEqual({ kind: 'full' })
})

const command = fc.record({
  what: fc.constantFrom('add' as const, 'update' as const, 'remove' as const),
  id: fc.integer({ min: 0, max: 5 }).map(String),
  isDefault: fc.boolean(),
})

test('has exactly one default whatever is done to it, and none only when it is empty', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      let book: AddressBook = []
      for (const [index, { what, id, isDefault }] of commands.entries()) {
        const change =
          what === 'add'
            ? addAddress(
                book,
                address(`${book.some((entry) => entry.id === id) ? index + 10 : id}`, isDefault),
              )
            : what === 'update'
              ? updateAddress(book, id, { isDefault })
              : removeAddress(book, id)
        if (change.kind === 'changed') book = change.book
        expect(defaultsOf(book)).toHaveLength(book.length === 0 ? 0 : 1)
        expect(book.length).toBeLessThanOrEqual(MAX_ADDRESSES)
      }
    }),
  )
})

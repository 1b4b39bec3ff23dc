import { randomUUID } from 'node:crypto'
import { errorsOf } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MAX_ADDRESSES } from '../domain/address-book.ts'
import { startIdentity, type TestError, type TestIdentity, type TestSession } from './identity.ts'

let identity: TestIdentity
beforeAll(async () => {
  identity = await startIdentity()
})
afterAll(() => identity.stop())

const home = { recipient: 'Anna Berg', line1: 'Storgatan 1', city: 'Lund', countryCode: 'SE' }

interface Address {
  id: string
  city: string
  isDefault: boolean
}
interface Payload {
  address: Address | null
  errors: TestError[]
}
const fields = 'id recipient line1 line2 city region postalCode countryCode phone isDefault'
const errors = 'errors { __typename ... on UserError { message path } }'

async function add(session: TestSession, input: object): Promise<Payload> {
  const document = `mutation ($input: AddAddressInput!) { payload: addAddress(input: $input) { address { ${fields} } ${errors} } }`
  const { payload } = await identity
    .client(session.accessToken)
    .request<{ payload: Payload }>(document, { input })
  return payload
}

async function update(session: TestSession, input: object): Promise<Payload> {
  const document = `mutation ($input: UpdateAddressInput!) { payload: updateAddress(input: $input) { address { ${fields} } ${errors} } }`
  const { payload } = await identity
    .client(session.accessToken)
    .request<{ payload: Payload }>(document, { input })
  return payload
}

interface Removal {
  customer: { addresses: Address[] } | null
  errors: TestError[]
}
async function remove(session: TestSession, id: string): Promise<Removal> {
  const document = `mutation ($id: ID!) { payload: removeAddress(input: { id: $id }) { customer { addresses { ${fields} } } ${errors} } }`
  const { payload } = await identity
    .client(session.accessToken)
    .request<{ payload: Removal }>(document, { id })
  return payload
}

async function bookOf(
  session: TestSession,
): Promise<{ addresses: Address[]; defaultAddress: Address | null }> {
  const document = `{ me { addresses { ${fields} } defaultAddress { ${fields} } } }`
  const { me } = await identity
    .client(session.accessToken)
    .request<{ me: { addresses: Address[]; defaultAddress: Address | null } }>(document)
  return me
}

async function withAddress(): Promise<{ session: TestSession; id: string }> {
  const session = await identity.newCustomer()
  const { address } = await add(session, home)
  return { session, id: address!.id }
}

test('adds an address; the first one is the default', async () => {
  const session = await identity.newCustomer()
  const { address } = await add(session, {
    ...home,
    line2: ' ',
    region: null,
    postalCode: '221 00',
    countryCode: 'se',
  })
  expect(address).toEqual({
    id: expect.any(String),
    ...home,
    line2: null,
    region: null,
    postalCode: '221 00',
    phone: null,
    isDefault: true,
  })
  expect(await bookOf(session)).toEqual({ addresses: [address], defaultAddress: address })
})

test('keeps addresses in the order they were added, with one default', async () => {
  const { session } = await withAddress()
  await add(session, { ...home, city: 'Malmö' })
  await add(session, { ...home, city: 'Ystad', isDefault: true })
  const { addresses, defaultAddress } = await bookOf(session)
  expect(addresses.map(({ city }) => city)).toEqual(['Lund', 'Malmö', 'Ystad'])
  expect(addresses.filter(({ isDefault }) => isDefault)).toEqual([defaultAddress])
  expect(defaultAddress?.city).toBe('Ystad')
})

test('changes what is given, empties what is null, leaves the rest', async () => {
  const session = await identity.newCustomer()
  const { address } = await add(session, { ...home, line2: 'c/o Lind', phone: '+46 40 123' })
  const changed = await update(session, { id: address!.id, city: 'Malmö', line2: null })
  expect(changed).toEqual({ address: { ...address, city: 'Malmö', line2: null }, errors: [] })
})

test('does not take the default away without another to have it', async () => {
  const { session, id } = await withAddress()
  const { address, errors: found } = await update(session, { id, isDefault: false })
  expect(address).toBeNull()
  expect(found).toMatchObject([{ __typename: 'InvalidInputError', path: ['isDefault'] }])
})

test('removes an address; the oldest one left becomes the default', async () => {
  const { session, id } = await withAddress()
  await add(session, { ...home, city: 'Malmö' })
  const { customer } = await remove(session, id)
  expect(customer?.addresses).toMatchObject([{ city: 'Malmö', isDefault: true }])
  expect((await remove(session, id)).errors).toMatchObject([{ __typename: 'AddressNotFoundError' }])
})

test("answers another customer's address as one that does not exist, and leaves it alone", async () => {
  const { session: owner, id } = await withAddress()
  const stranger = await identity.newCustomer()
  const expected = [{ __typename: 'AddressNotFoundError', message: expect.any(String), path: ['id'] }]
  expect(await update(stranger, { id, city: 'Elsewhere' })).toEqual({ address: null, errors: expected })
  expect(await remove(stranger, id)).toEqual({ customer: null, errors: expected })
  expect(await update(stranger, { id: randomUUID() })).toEqual({ address: null, errors: expected })
  expect(await bookOf(owner)).toMatchObject({ addresses: [{ id, city: 'Lund' }] })
})

test.each(['', 'x', '%', 'x'.repeat(100_000), '\u0000'])(
  'answers the malformed id %j like an unknown one',
  async (id) => {
    const session = await identity.newCustomer()
    expect((await update(session, { id })).errors[0]?.__typename).toBe('AddressNotFoundError')
    expect((await remove(session, id)).errors[0]?.__typename).toBe('AddressNotFoundError')
  },
)

test.each([
  ['an unknown country', { countryCode: 'XX' }, 'countryCode'],
  ['a country by name', { countryCode: 'Sweden' }, 'countryCode'],
  ['a blank recipient', { recipient: '' }, 'recipient'],
  ['a huge street', { line1: 'x'.repeat(1_000_000) }, 'line1'],
  ['a long second line', { line2: 'x'.repeat(201) }, 'line2'],
  ['a long postal code', { postalCode: '1'.repeat(21) }, 'postalCode'],
  ['a city with a NUL', { city: 'Lund\u0000' }, 'city'],
  ['a telephone number of two lines', { phone: '1\n2' }, 'phone'],
])('refuses %s, added or changed', async (_what, input, field) => {
  const { session, id } = await withAddress()
  const expected = [{ __typename: 'InvalidInputError', path: [field] }]
  expect((await add(session, { ...home, ...input })).errors).toMatchObject(expected)
  expect((await update(session, { id, ...input })).errors).toMatchObject(expected)
})

test('refuses to empty what an address must have', async () => {
  const { session, id } = await withAddress()
  const { errors: found } = await update(session, { id, recipient: null, city: null, countryCode: null })
  expect(found.map(({ path }) => path)).toEqual([['recipient'], ['city'], ['countryCode']])
})

test('holds 20 addresses, even when more are added at once', async () => {
  const session = await identity.newCustomer()
  const answers = await Promise.all(
    Array.from({ length: MAX_ADDRESSES + 4 }, (_, index) =>
      add(session, { ...home, city: `City ${index}`, isDefault: index % 2 === 0 }),
    ),
  )
  const refused = answers.flatMap((answer) => answer.errors.map((error) => error.__typename))
  expect(refused).toEqual(Array.from({ length: 4 }, () => 'TooManyAddressesError'))
  const { addresses } = await bookOf(session)
  expect(addresses).toHaveLength(MAX_ADDRESSES)
  expect(addresses.filter(({ isDefault }) => isDefault)).toHaveLength(1)
})

test('shows every step of several changes in one request', async () => {
  const { session, id } = await withAddress()
  const second = await add(session, { ...home, city: 'Malmö' })
  const answer = await identity.client(session.accessToken).request<Record<string, { customer: object }>>(
    /* GraphQL */ `
      mutation ($first: ID!, $second: ID!) {
        first: removeAddress(input: { id: $first }) {
          customer {
            addresses {
              city
            }
          }
        }
        second: removeAddress(input: { id: $second }) {
          customer {
            addresses {
              city
            }
          }
        }
      }
    `,
    { first: id, second: second.address?.id },
  )
  expect(answer['first']?.customer).toEqual({ addresses: [{ city: 'Malmö' }] })
  expect(answer['second']?.customer).toEqual({ addresses: [] })
})

test('asks a visitor to sign in', async () => {
  const [error] = await errorsOf(
    identity.client().request('mutation { removeAddress(input: { id: "x" }) { errors { __typename } } }'),
  )
  expect(error?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
})

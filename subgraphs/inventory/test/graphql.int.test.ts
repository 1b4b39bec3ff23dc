import { randomUUID } from 'node:crypto'
import { newId, type Running } from '@tradewind/service'
import { errorsOf, subgraphClient, subgraphSurroundings, type SubgraphSurroundings } from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { start } from '../main.ts'
import { MAIN } from './inventory.ts'

let surroundings: SubgraphSurroundings
let inventory: Running
let staff: GraphQLClient
let reader: GraphQLClient
let customer: GraphQLClient
let visitor: GraphQLClient
const staffId = newId()

beforeAll(async () => {
  surroundings = await subgraphSurroundings('inventory')
  inventory = await start({ ...surroundings.environment, RESERVATION_MINUTES: 15, AVAILABILITY_CAP: 20 })
  const { url } = inventory
  staff = await surroundings.client(url, {
    id: staffId,
    roles: ['STAFF'],
    scopes: ['inventory:read', 'inventory:write'],
  })
  reader = await surroundings.client(url, { roles: ['STAFF'], scopes: ['inventory:read'] })
  customer = await surroundings.client(url, { roles: ['CUSTOMER'] })
  visitor = await surroundings.client(url)
})
afterAll(async () => {
  await inventory.stop()
  await surroundings.stop()
})

const ADJUST = /* GraphQL */ `
  mutation ($input: AdjustStockInput!) {
    adjustStock(input: $input) {
      adjustment {
        id
        number
        delta
        onHandBefore
        onHandAfter
        reason
        note
        actor {
          id
        }
        order {
          id
        }
      }
      stockLevel {
        onHand
        reserved
        available
        variant {
          id
        }
        location {
          code
        }
      }
      errors {
        __typename
        ... on UserError {
          message
          path
        }
        ... on InsufficientStockError {
          onHand
          reserved
        }
      }
    }
  }
`
const SET = /* GraphQL */ `
  mutation ($input: SetStockInput!) {
    setStock(input: $input) {
      adjustment {
        delta
        reason
      }
      stockLevel {
        onHand
      }
      errors {
        __typename
        ... on UserError {
          message
          path
        }
      }
    }
  }
`
const TRANSFER = /* GraphQL */ `
  mutation ($input: TransferStockInput!) {
    transferStock(input: $input) {
      from {
        onHand
        location {
          code
        }
      }
      to {
        onHand
        location {
          code
        }
      }
      errors {
        __typename
        ... on UserError {
          message
          path
        }
      }
    }
  }
`
const CREATE_LOCATION = /* GraphQL */ `
  mutation ($input: CreateLocationInput!) {
    createLocation(input: $input) {
      location {
        id
        code
        name
        priority
        active
        isDefault
      }
      errors {
        __typename
        ... on UserError {
          message
          path
        }
      }
    }
  }
`
const UPDATE_LOCATION = /* GraphQL */ `
  mutation ($input: UpdateLocationInput!) {
    updateLocation(input: $input) {
      location {
        id
        code
        name
        priority
        active
        isDefault
      }
      errors {
        __typename
        ... on UserError {
          message
          path
        }
      }
    }
  }
`
const AVAILABILITY = /* GraphQL */ `
  query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      ... on ProductVariant {
        id
        availability {
          available
          hasMore
          inStock
        }
      }
    }
  }
`

interface Payload {
  errors: { __typename: string; message: string; path: string[] | null }[]
  [field: string]: unknown
}

/** Sends a mutation as staff; gives its payload. */
async function mutate(document: string, input: object, client = staff): Promise<Payload> {
  const [payload] = Object.values(await client.request<Record<string, Payload>>(document, { input }))
  return payload!
}

const adjustment = (change: object = {}) => ({
  variantId: newId(),
  locationId: MAIN,
  delta: 5,
  reason: 'RECEIVED',
  idempotencyKey: randomUUID(),
  ...change,
})

const receive = (variantId: string, delta: number) => mutate(ADJUST, adjustment({ variantId, delta }))

async function openLocation(code: string, change: object = {}): Promise<string> {
  const { location } = await mutate(CREATE_LOCATION, { code, name: `Location ${code}`, ...change })
  return (location as { id: string }).id
}

const variants = (ids: string[]) => ids.map((id) => ({ __typename: 'ProductVariant', id }))

describe('availability', () => {
  test('is told to everybody, exactly up to the cap', async () => {
    const [none, few, many] = [newId(), newId(), newId()]
    await receive(few, 3)
    await receive(many, 21)
    for (const client of [visitor, customer, staff]) {
      const { _entities } = await client.request<{ _entities: unknown }>(AVAILABILITY, {
        representations: variants([none, few, many]),
      })
      expect(_entities).toEqual([
        { id: none, availability: { available: 0, hasMore: false, inStock: false } },
        { id: few, availability: { available: 3, hasMore: false, inStock: true } },
        { id: many, availability: { available: 20, hasMore: true, inStock: true } },
      ])
    }
  })

  test('of a malformed id is that of an unknown one', async () => {
    const answer = await visitor.request(AVAILABILITY, { representations: variants(['no-id']) })
    expect(answer).toMatchObject({ _entities: [{ availability: { available: 0 } }] })
  })
})

describe('who may what', () => {
  const queries = {
    locations: '{ locations { nodes { id } } }',
    location: `{ location(id: "${MAIN}") { id } }`,
    stockLevels: '{ stockLevels { nodes { id } } }',
    stockLevel: `{ stockLevel(variantId: "${MAIN}", locationId: "${MAIN}") { id } }`,
    reservations: '{ reservations { nodes { state } } }',
    reservation: `{ reservation(orderId: "${MAIN}") { state } }`,
    levelsOfVariant: `{ _entities(representations: [{ __typename: "ProductVariant", id: "${MAIN}" }]) { ... on ProductVariant { stockLevels { id } } } }`,
    reservationOfOrder: `{ _entities(representations: [{ __typename: "Order", id: "${MAIN}" }]) { ... on Order { reservation { state } } } }`,
  }

  test.each(Object.entries(queries))('%s is for those who may read inventory', async (_, query) => {
    expect(await errorsOf(visitor.request(query))).toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED' } },
    ])
    expect(await errorsOf(customer.request(query))).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
    await expect(reader.request(query)).resolves.toBeDefined()
  })

  test('an expired token is refused, whatever its scopes, and does not count as no token', async () => {
    const token = await surroundings.issuer.sign({ scopes: ['inventory:read'] }, { expiresIn: '-1m' })
    const { ROUTER_SECRET: routerSecret } = surroundings.environment
    const late = subgraphClient({ url: inventory.url, name: 'inventory', routerSecret, token })
    for (const query of [queries.locations, '{ __typename }']) {
      expect(await errorsOf(late.request(query))).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
    }
  })

  const mutations = {
    adjustStock: [ADJUST, adjustment()],
    setStock: [SET, { variantId: MAIN, locationId: MAIN, onHand: 1, idempotencyKey: 'k' }],
    transferStock: [
      TRANSFER,
      { variantId: MAIN, fromLocationId: MAIN, toLocationId: MAIN, quantity: 1, idempotencyKey: 'k' },
    ],
    createLocation: [CREATE_LOCATION, { code: 'SHED', name: 'Shed' }],
    updateLocation: [UPDATE_LOCATION, { id: MAIN, name: 'Mine' }],
  } as const

  test.each(Object.entries(mutations))(
    '%s is for those who may change inventory',
    async (_, [document, input]) => {
      expect(await errorsOf(visitor.request(document, { input }))).toMatchObject([
        { extensions: { code: 'UNAUTHENTICATED' } },
      ])
      for (const client of [customer, reader]) {
        expect(await errorsOf(client.request(document, { input }))).toMatchObject([
          { extensions: { code: 'FORBIDDEN' } },
        ])
      }
    },
  )
})

describe('adjustStock', () => {
  test('answers with the entry in the ledger and the level', async () => {
    const input = adjustment({ note: '  Pallet 7 ' })
    expect(await mutate(ADJUST, input)).toEqual({
      adjustment: {
        id: expect.any(String),
        number: 1,
        delta: 5,
        onHandBefore: 0,
        onHandAfter: 5,
        reason: 'RECEIVED',
        note: 'Pallet 7',
        actor: { id: staffId },
        order: null,
      },
      stockLevel: {
        onHand: 5,
        reserved: 0,
        available: 5,
        variant: { id: input.variantId },
        location: { code: 'MAIN' },
      },
      errors: [],
    })
  })

  test('sent again answers the same entry', async () => {
    const input = adjustment()
    const first = await mutate(ADJUST, input)
    expect(await mutate(ADJUST, input)).toEqual(first)
  })

  test('with a used key and another input is a conflict', async () => {
    const input = adjustment()
    await mutate(ADJUST, input)
    expect(await mutate(ADJUST, { ...input, delta: 6 })).toMatchObject({
      adjustment: null,
      stockLevel: null,
      errors: [{ __typename: 'IdempotencyConflict', path: ['idempotencyKey'] }],
    })
  })

  test('below zero says how many there are', async () => {
    expect(await mutate(ADJUST, adjustment({ delta: -1, reason: 'LOST' }))).toMatchObject({
      errors: [{ __typename: 'InsufficientStockError', path: ['delta'], onHand: 0, reserved: 0 }],
    })
  })

  const unacceptable = {
    'no change at all': [{ delta: 0 }, 'delta'],
    'more pieces than a request may move': [{ delta: 1_000_001 }, 'delta'],
    'fewer pieces than a request may move': [{ delta: -1_000_001, reason: 'LOST' }, 'delta'],
    'a receipt that takes pieces away': [{ delta: -1, reason: 'RECEIVED' }, 'delta'],
    'a loss that adds pieces': [{ delta: 1, reason: 'LOST' }, 'delta'],
    'a variant that cannot be one': [{ variantId: 'no-id' }, 'variantId'],
    'a huge note': [{ note: 'x'.repeat(501) }, 'note'],
    'a note with a null character': [{ note: 'a\0b' }, 'note'],
    'an empty key': [{ idempotencyKey: '' }, 'idempotencyKey'],
    'a huge key': [{ idempotencyKey: 'x'.repeat(101) }, 'idempotencyKey'],
    'a key with control characters': [{ idempotencyKey: 'a\0b' }, 'idempotencyKey'],
  } as const

  test.each(Object.entries(unacceptable))('refuses %s', async (_, [change, field]) => {
    expect(await mutate(ADJUST, adjustment(change))).toMatchObject({
      adjustment: null,
      errors: [{ __typename: 'InvalidInputError', path: [field] }],
    })
  })

  test.each([newId(), 'no-id', 'x'.repeat(100_000)])('refuses an unknown location', async (locationId) => {
    expect(await mutate(ADJUST, adjustment({ locationId }))).toMatchObject({
      errors: [{ __typename: 'LocationNotFoundError', path: ['locationId'] }],
    })
  })

  test.each([
    { delta: 1.5 },
    { delta: '5' },
    { delta: 2 ** 31 },
    { reason: 'SALE' },
    { reason: 'STOLEN' },
    { extra: 1 },
  ])('refuses a wrong type: %j', async (change) => {
    expect(await errorsOf(staff.request(ADJUST, { input: adjustment(change) }))).not.toEqual([])
  })
})

describe('setStock', () => {
  const count = (change: object = {}) => ({
    variantId: newId(),
    locationId: MAIN,
    onHand: 7,
    idempotencyKey: randomUUID(),
    ...change,
  })

  test('writes the difference as COUNTED', async () => {
    const input = count()
    expect(await mutate(SET, input)).toEqual({
      adjustment: { delta: 7, reason: 'COUNTED' },
      stockLevel: { onHand: 7 },
      errors: [],
    })
    const again = { ...input, onHand: 4, idempotencyKey: randomUUID() }
    expect(await mutate(SET, again)).toMatchObject({ adjustment: { delta: -3 }, stockLevel: { onHand: 4 } })
  })

  test.each([-1, 1_000_001])('refuses a count of %i', async (onHand) => {
    expect(await mutate(SET, count({ onHand }))).toMatchObject({
      errors: [{ __typename: 'InvalidInputError', path: ['onHand'] }],
    })
  })

  test('refuses an unknown location', async () => {
    expect(await mutate(SET, count({ locationId: newId() }))).toMatchObject({
      errors: [{ __typename: 'LocationNotFoundError' }],
    })
  })
})

describe('transferStock', () => {
  test('moves pieces, once for each key', async () => {
    const variantId = newId()
    const toLocationId = await openLocation('TRANSFER-1')
    await receive(variantId, 5)
    const input = { variantId, fromLocationId: MAIN, toLocationId, quantity: 2, idempotencyKey: randomUUID() }
    const moved = {
      from: { onHand: 3, location: { code: 'MAIN' } },
      to: { onHand: 2, location: { code: 'TRANSFER-1' } },
      errors: [],
    }
    expect(await mutate(TRANSFER, input)).toEqual(moved)
    expect(await mutate(TRANSFER, input)).toEqual(moved)
  })

  test('refuses what cannot be moved', async () => {
    const toLocationId = await openLocation('TRANSFER-2')
    const input = { variantId: newId(), fromLocationId: MAIN, toLocationId, quantity: 1 }
    const refusal = async (change: object) =>
      (await mutate(TRANSFER, { ...input, idempotencyKey: randomUUID(), ...change })).errors
    expect(await refusal({})).toMatchObject([{ __typename: 'InsufficientStockError', path: ['quantity'] }])
    expect(await refusal({ quantity: 0 })).toMatchObject([
      { __typename: 'InvalidInputError', path: ['quantity'] },
    ])
    expect(await refusal({ quantity: -1 })).toMatchObject([{ __typename: 'InvalidInputError' }])
    expect(await refusal({ toLocationId: MAIN })).toMatchObject([
      { __typename: 'InvalidInputError', path: ['toLocationId'] },
    ])
    expect(await refusal({ fromLocationId: newId() })).toMatchObject([
      { __typename: 'LocationNotFoundError', path: ['fromLocationId'] },
    ])
    expect(await refusal({ toLocationId: 'no-id' })).toMatchObject([
      { __typename: 'LocationNotFoundError', path: ['toLocationId'] },
    ])
  })
})

describe('locations', () => {
  test('are opened with a code of their own', async () => {
    expect(await mutate(CREATE_LOCATION, { code: 'SHOP-1', name: ' Shop ', priority: 5 })).toEqual({
      location: {
        id: expect.any(String),
        code: 'SHOP-1',
        name: 'Shop',
        priority: 5,
        active: true,
        isDefault: false,
      },
      errors: [],
    })
    expect(await mutate(CREATE_LOCATION, { code: 'SHOP-1', name: 'Another' })).toMatchObject({
      location: null,
      errors: [{ __typename: 'LocationCodeTakenError', path: ['code'] }],
    })
  })

  test.each([
    [{ code: '' }, 'code'],
    [{ code: 'lower case' }, 'code'],
    [{ code: 'X'.repeat(33) }, 'code'],
    [{ name: '   ' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: 'a\nb' }, 'name'],
    [{ priority: -1 }, 'priority'],
    [{ priority: 1_001 }, 'priority'],
  ])('refuse %j', async (change, field) => {
    const input = { code: 'REFUSED', name: 'Refused', ...change }
    expect(await mutate(CREATE_LOCATION, input)).toMatchObject({
      location: null,
      errors: [{ __typename: 'InvalidInputError', path: [field] }],
    })
  })

  test('are changed field by field', async () => {
    const id = await openLocation('CHANGED')
    expect(await mutate(UPDATE_LOCATION, { id, active: false, name: null })).toMatchObject({
      location: { code: 'CHANGED', name: 'Location CHANGED', priority: 100, active: false },
    })
    expect(await mutate(UPDATE_LOCATION, { id, name: 'Changed', priority: 7 })).toMatchObject({
      location: { name: 'Changed', priority: 7, active: false },
    })
  })

  test.each([newId(), 'no-id'])('that are unknown cannot be changed (%s)', async (id) => {
    expect(await mutate(UPDATE_LOCATION, { id, name: 'X' })).toMatchObject({
      errors: [{ __typename: 'LocationNotFoundError', path: ['id'] }],
    })
  })

  test('have exactly one default, which is active', async () => {
    const id = await openLocation('DEFAULT-2', { isDefault: true })
    expect(await staff.request(`{ location(id: "${MAIN}") { isDefault } }`)).toEqual({
      location: { isDefault: false },
    })
    expect(await mutate(UPDATE_LOCATION, { id, active: false })).toMatchObject({
      errors: [{ __typename: 'DefaultLocationError' }],
    })
    expect(await mutate(UPDATE_LOCATION, { id, isDefault: false })).toMatchObject({
      errors: [{ __typename: 'InvalidInputError', path: ['isDefault'] }],
    })
    expect(await mutate(UPDATE_LOCATION, { id: MAIN, isDefault: true })).toMatchObject({
      location: { isDefault: true },
    })
    expect(await mutate(UPDATE_LOCATION, { id, active: false })).toMatchObject({
      location: { active: false },
    })
    expect(await mutate(UPDATE_LOCATION, { id, isDefault: true })).toMatchObject({
      errors: [{ __typename: 'DefaultLocationError' }],
    })
  })
})

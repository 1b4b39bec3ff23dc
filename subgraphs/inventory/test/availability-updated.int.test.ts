import { newId, type Running } from '@tradewind/service'
import { subgraphSurroundings, type SubgraphSurroundings, type TestSubscription } from '@tradewind/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, type Database } from '../data/database.ts'
import { createLocation, updateLocation } from '../data/locations.ts'
import { advance } from '../data/reservation-process.ts'
import { applyStatement } from '../data/stated-stock.ts'
import { adjustStock } from '../data/stock-commands.ts'
import { start } from '../main.ts'
import { MAIN } from './inventory.ts'

let surroundings: SubgraphSurroundings
let inventory: Running
/** Where everything here is changed: subscribers hear of it through PostgreSQL, as from another process. */
let database: Database
const at = new Date('2100-03-01T09:00:00Z')

beforeAll(async () => {
  surroundings = await subgraphSurroundings('inventory')
  inventory = await start({ ...surroundings.environment, RESERVATION_MINUTES: 15, AVAILABILITY_CAP: 20 })
  database = openDatabase(surroundings.environment.DATABASE_URL)
})
afterAll(async () => {
  await database.close()
  await inventory.stop()
  await surroundings.stop()
})

interface Updated {
  readonly availabilityUpdated: readonly {
    readonly id: string
    readonly availability: {
      readonly available: number
      readonly hasMore: boolean
      readonly inStock: boolean
    }
  }[]
}

const watch = (variantIds: readonly string[]): Promise<TestSubscription<Updated>> =>
  surroundings.subscribe<Updated>(
    inventory.url,
    `subscription ($variantIds: [ID!]!) {
      availabilityUpdated(variantIds: $variantIds) { id availability { available hasMore inStock } }
    }`,
    { variantIds },
  )

/** The next event, as pieces by variant. */
const pieces = async (subscription: TestSubscription<Updated>): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await subscription.next()).availabilityUpdated.map(({ id, availability }) => [
      id,
      availability.available,
    ]),
  )

const adjust = (variantId: string, delta: number, locationId = MAIN) =>
  adjustStock(
    database.prisma,
    { variantId, locationId, delta, reason: 'COUNTED', note: null, idempotencyKey: newId() },
    { actorId: newId(), at },
  )
const tell = (orderId: string, message: Parameters<typeof advance>[2]) =>
  database.prisma.$transaction((tx) => advance(tx, orderId, message, { at, holdFor: 900_000 }))

test('tells anybody of all at once, and again when any changes, whatever changes it', async () => {
  const [shirt, socks, other] = [newId(), newId(), newId()]
  const subscription = await watch([shirt.toUpperCase(), socks, shirt, 'no id'])
  expect(await pieces(subscription)).toEqual({ [shirt]: 0, [socks]: 0 })
  const known: Record<string, number> = { [shirt]: 0, [socks]: 0 }
  const then = async (change: () => Promise<unknown>, changed: Record<string, number>) => {
    await change()
    expect(await pieces(subscription)).toEqual(Object.assign(known, changed))
  }
  await then(() => adjust(shirt, 5), { [shirt]: 5 })
  await adjust(other, 5)
  const statement = { variantId: socks, quantity: 7, importId: newId(), sequence: 1 }
  await then(() => database.prisma.$transaction((tx) => applyStatement(tx, statement, at)), { [socks]: 7 })

  const orderId = newId()
  const lines = [
    { variantId: shirt, quantity: 2 },
    { variantId: socks, quantity: 7 },
  ]
  await then(() => tell(orderId, { type: 'placed', lines }), { [shirt]: 3, [socks]: 0 })
  // What was held is sold: as many as before are free, which is no news.
  await tell(orderId, { type: 'authorised', lines })
  await then(() => tell(orderId, { type: 'ended' }), { [shirt]: 5, [socks]: 7 })

  const shed = { code: 'SHED', name: 'Shed', priority: 5, isDefault: false }
  const { id } = (await createLocation(database.prisma, shed, at))!
  await then(() => adjust(shirt, 3, id), { [shirt]: 8 })
  await then(() => updateLocation(database.prisma, { id, active: false }), { [shirt]: 5 })
  subscription.close()
})

test('does not tell how much more there is than everybody may know', async () => {
  const variantId = newId()
  await adjust(variantId, 50)
  const subscription = await watch([variantId])
  const capped = { available: 20, hasMore: true, inStock: true }
  expect((await subscription.next()).availabilityUpdated).toEqual([{ id: variantId, availability: capped }])
  await adjust(variantId, -10)
  await adjust(variantId, -30)
  expect(await pieces(subscription)).toEqual({ [variantId]: 10 })
  subscription.close()
})

test('refuses to watch nothing, or more than a hundred', async () => {
  for (const ids of [[], ['no id'], Array.from({ length: 101 }, newId)]) {
    const subscription = await watch(ids)
    const event = await subscription.nextEvent()
    expect(event?.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argumentPath: ['variantIds'],
    })
    expect(await subscription.nextEvent()).toBeUndefined()
  }
})

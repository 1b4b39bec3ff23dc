import { eventually, queueKinds } from '@tradewind/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openBus, publish, subscribe, unsubscribe } from '../index.ts'
import { noteArrivals, shipArrived, silent } from '../test/fixture/events.ts'
import { createHarbour, type Harbour } from '../test/fixture/harbour.ts'
import { noteOrigin, onShipArrived, shipArrivedV2 } from './fixture.ts'
import { publishVersions } from './publish-versions.ts'
import { readVersions } from './version-status.ts'

const declared = [shipArrived.type, shipArrivedV2.type]

const inOrder = (ships: string[]) => ships.toSorted((a, b) => a.localeCompare(b))
const names = (count: number) => Array.from({ length: count }, (_, index) => `ship-${index}`)

describe.each(queueKinds())('Two versions of an event on %s', (kind) => {
  let world: Harbour

  const arriveInBoth = (name: string, from = 'Lisbon') =>
    world.harbour.prisma.$transaction((tx) =>
      publishVersions(tx, { subject: name }, [shipArrived, { name }], [shipArrivedV2, { name, from }]),
    )
  const arriveInFirst = (name: string) =>
    world.harbour.prisma.$transaction((tx) => publish(tx, shipArrived, { subject: name, data: { name } }))
  const status = async () => {
    const bus = await openBus(world.queue.url, { logger: silent })
    const versions = await readVersions(bus, declared)
    await bus.close()
    return versions
  }
  /** The names of the ships whose arrival had an effect, once for each effect. */
  const effects = async () => {
    const ships = (await world.lighthouse.effects()).map((note) => note.split(' ', 1)[0]!)
    return inOrder(ships)
  }
  beforeEach(async () => {
    world = await createHarbour(kind)
  })
  afterEach(() => world.stop())

  test('each subscriber gets the version it is bound to', async () => {
    await world.start({ name: 'lighthouse', subscriptions: [noteArrivals] })
    await world.start({ name: 'harbour', subscriptions: [subscribe(shipArrivedV2, noteOrigin)] })
    const [first, second] = await arriveInBoth('Lyra')
    expect(second).toMatchObject({ sequence: first.sequence, time: first.time, subject: 'Lyra' })
    await eventually(async () => expect(await world.lighthouse.effects()).toEqual(['Lyra']))
    await eventually(async () => expect(await world.harbour.effects()).toEqual(['Lyra from Lisbon']))
  })

  test('a subscriber of both handles each fact once, and the old version alone too', async () => {
    await world.start({ name: 'lighthouse', subscriptions: onShipArrived })
    await world.start({ name: 'harbour', subscriptions: [] })
    await Promise.all([...names(20).map((name) => arriveInBoth(name)), arriveInFirst('Old')])
    await settled()
    expect(await effects()).toEqual(inOrder(['Old', ...names(20)]))
    expect(await world.lighthouse.effects()).toContain('Old from anywhere')
  })
  const idle = { bound: [{ subscriber: 'lighthouse', waiting: 0, failed: 0 }] }
  const settled = () =>
    eventually(
      async () => {
        expect(await world.unsent()).toBe(0)
        expect(await status()).toMatchObject([idle, idle])
      },
      { timeout: 20_000 },
    )

  test('a rolling release: the old one and the new one together handle each fact once', async () => {
    const before = await world.start({ name: 'lighthouse', subscriptions: [noteArrivals] })
    await world.start({ name: 'harbour', subscriptions: [] })
    for (const name of names(10)) await arriveInBoth(name)
    await world.start({ name: 'lighthouse', subscriptions: onShipArrived })
    for (const name of names(20).slice(10)) await arriveInBoth(name)
    await before.stop()
    for (const name of names(30).slice(20)) await arriveInBoth(name)
    await settled()
    expect(await effects()).toEqual(inOrder(names(30)))
  })

  test('says who is bound to which version, until nobody is bound to the old one', async () => {
    const both = await world.start({ name: 'lighthouse', subscriptions: onShipArrived })
    expect(await status()).toEqual([
      {
        type: shipArrived.type,
        declared: true,
        supersededBy: shipArrivedV2.type,
        bound: [{ subscriber: 'lighthouse', waiting: 0, failed: 0 }],
      },
      {
        type: shipArrivedV2.type,
        declared: true,
        supersededBy: undefined,
        bound: [{ subscriber: 'lighthouse', waiting: 0, failed: 0 }],
      },
    ])
    await both.stop()
    await world.start({ name: 'harbour', subscriptions: [] })
    await arriveInBoth('Lyra')
    await eventually(async () => expect(await status()).toMatchObject([waiting, waiting]))
    await world.start({
      name: 'lighthouse',
      subscriptions: [subscribe(shipArrivedV2, noteOrigin), unsubscribe(shipArrived)],
    })
    await eventually(async () => expect(await status()).toMatchObject([{ bound: [] }, idle]))
    await eventually(async () => expect(await effects()).toEqual(['Lyra']))
  })
  const waiting = { bound: [{ waiting: 1 }] }
})

import { eventually, queueKinds } from '@tradewind/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEvent, openBus, type Bus } from '../index.ts'
import { noteArrivals, shipArrived, shipLeft, silent } from '../test/fixture/events.ts'
import { createHarbour, type Harbour } from '../test/fixture/harbour.ts'

describe.each(queueKinds())('What a subscriber on %s cannot read', (kind) => {
  let world: Harbour
  let bus: Bus

  beforeEach(async () => {
    world = await createHarbour(kind)
    bus = await openBus(world.queue.url, { logger: silent, attempts: 2, backoff: 20 })
    await world.start({ name: 'lighthouse', subscriptions: [noteArrivals] })
  })
  afterEach(async () => {
    await bus.close()
    await world.stop()
  })

  const send = (event: object) => bus.enqueue('lighthouse', [{ event: event as never }])
  const arrival = createEvent(shipArrived, { subject: 'Lyra', data: { name: 'Lyra' } })

  /** The failed set: each event's reason, and how often it was tried. */
  const failed = async () =>
    (await (await bus.queue('lighthouse')).getFailed()).map(({ name, failedReason, attemptsMade }) => ({
      name,
      failedReason,
      attemptsMade,
    }))

  test('malformed data goes to the failed set at once, with the field that is wrong', async () => {
    await send({ ...arrival, data: { name: 7 } })
    await eventually(async () =>
      expect(await failed()).toEqual([
        {
          name: shipArrived.type,
          failedReason: expect.stringMatching(
            /^Not a valid harbour\.ship\.arrived\.v1: data\.name: .*string/,
          ),
          attemptsMade: 1,
        },
      ]),
    )
    expect(await world.lighthouse.effects()).toEqual([])
  })

  test('so does a malformed envelope', async () => {
    await send({ ...arrival, subject: undefined, sequence: 0 })
    await eventually(async () =>
      expect(await failed()).toMatchObject([
        { failedReason: expect.stringMatching(/subject: .*; sequence: /), attemptsMade: 1 },
      ]),
    )
  })

  test('an unknown event is tried again, as a newer process may know it, then goes there with the reason', async () => {
    await send(createEvent(shipLeft, { subject: 'Lyra', data: { name: 'Lyra' } }))
    await eventually(async () =>
      expect(await failed()).toEqual([
        {
          name: shipLeft.type,
          failedReason: expect.stringMatching(/^There is no subscription to harbour\.ship\.left\.v1 here/),
          attemptsMade: 2,
        },
      ]),
    )
  })

  test('nothing behind it waits', async () => {
    await send({ ...arrival, data: {} })
    await send(createEvent(shipArrived, { subject: 'Mira', data: { name: 'Mira' } }))
    await eventually(async () => expect(await world.lighthouse.effects()).toEqual(['Mira']))
  })
})

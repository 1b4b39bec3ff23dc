import { newId } from '@tradewind/service'
import { eventually, queueKinds, subgraphSurroundings } from '@tradewind/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { start } from '../main.ts'
import { basketOf, findOrder, place } from './operations.ts'
import { agreeing, startOthers } from './others.ts'
import { environmentFrom } from './shop.ts'

/** Lets go of things in the reverse order of their making, when the test is over. */
const later = (stop: () => Promise<void>): void => onTestFinished(stop)

describe.each(queueKinds())('ordering as a process, with queues on %s', (kind) => {
  async function startAll(answers: typeof agreeing, settings: Record<string, string> = {}) {
    const around = await subgraphSurroundings('ordering', kind)
    later(around.stop)
    const others = await startOthers(around.environment.QUEUE_URL, answers)
    later(others.stop)
    const running = await start(environmentFrom(around.environment, settings))
    later(running.stop)
    const viewer = { id: newId() }
    const ann = await around.client(running.url, viewer)
    /** Another process of the same subgraph; gives what watches Ann's orders there. */
    const replica = async () => {
      const other = await start(environmentFrom(around.environment, settings))
      later(other.stop)
      return (orderId: string) =>
        around.subscribe<{ orderUpdated: { status: string } }>(
          other.url,
          'subscription ($orderId: ID!) { orderUpdated(orderId: $orderId) { status } }',
          { orderId },
          viewer,
        )
    }
    return { running, others, ann, replica }
  }

  test('takes an order from a product in catalog to CONFIRMED, and tells who watches it at another process', async () => {
    const { running, others, ann, replica } = await startAll(agreeing)
    const watch = await replica()
    await eventually(async () => expect((await fetch(`${running.url}/health/ready`)).status).toBe(200))
    const variantId = await others.publishProduct()
    const { id } = await eventually(() => place(ann, basketOf(variantId)))
    const told: string[] = []
    const subscription = await watch(id)
    while (told.at(-1) !== 'CONFIRMED') told.push((await subscription.next()).orderUpdated.status)
    subscription.close()
    const inOrder = ['PLACED', 'RESERVED', 'AUTHORISED', 'CONFIRMED']
    expect(told).toEqual(inOrder.filter((status) => told.includes(status)))
    expect(await findOrder(ann, id)).toMatchObject({ status: 'CONFIRMED' })
  })

  test('cancels an order whose stock nobody reserves in time', async () => {
    const { others, ann } = await startAll([], { ORDER_RESERVATION_TIMEOUT: '0.2' })
    const variantId = await others.publishProduct()
    const { id } = await eventually(() => place(ann, basketOf(variantId)))
    await eventually(async () =>
      expect(await findOrder(ann, id)).toMatchObject({
        status: 'CANCELLED',
        cancellation: { reason: 'RESERVATION_TIMED_OUT' },
      }),
    )
  })
})

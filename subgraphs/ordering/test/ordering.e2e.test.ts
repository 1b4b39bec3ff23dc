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
    const ann = await around.client(running.url, { id: newId() })
    return { running, others, ann }
  }

  test('takes an order from a product in catalog to CONFIRMED', async () => {
    const { running, others, ann } = await startAll(agreeing)
    await eventually(async () => expect((await fetch(`${running.url}/health/ready`)).status).toBe(200))
    const variantId = await others.publishProduct()
    const { id } = await eventually(() => place(ann, basketOf(variantId)))
    await eventually(async () => expect(await findOrder(ann, id)).toMatchObject({ status: 'CONFIRMED' }))
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

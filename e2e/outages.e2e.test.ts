import path from 'node:path'
import { eventually } from '@tradewind/testkit'
import { expect, inject, test } from 'vitest'
import { readIdentity } from '../packages/embedded/processes/lock.ts'
import { startProxy } from '../packages/events/test/fixture/proxy.ts'
import { inTurn, isAt, newOrder } from './live.ts'

test('a watched order is told to its end, though ordering is killed and a connection to the router breaks', async () => {
  const system = inject('system')
  const { graphqlUrl, urls } = system
  const ordering = () => readIdentity(path.join(system.runFolder, 'ordering.json'))?.pid
  const proxy = await startProxy(graphqlUrl)
  const order = await newOrder(system)
  const [direct, broken] = [order.watch(graphqlUrl), order.watchAsStaff(proxy.url)]
  try {
    await Promise.all([direct.until(isAt('CONFIRMED')), broken.until(isAt('CONFIRMED'))])
    const heard = broken.told.length

    const killed = ordering()!
    process.kill(killed, 'SIGKILL')
    await proxy.cut()
    // It comes back while there is nobody to ask.
    await proxy.mend()
    await eventually(
      async () => {
        expect(ordering()).not.toBe(killed)
        expect((await fetch(`${urls['ordering']}/health/ready`)).status).toBe(200)
      },
      { timeout: 60_000 },
    )
    await order.ship()

    await Promise.all([direct.until(isAt('SHIPPED')), broken.until(isAt('SHIPPED'))])
    expect(broken.told.length).toBeGreaterThan(heard)
    for (const { told } of [direct, broken]) {
      const statuses = told.map(({ orderUpdated }) => orderUpdated.status)
      expect(statuses).toEqual(inTurn(statuses))
    }
  } finally {
    await Promise.all([direct.stop(), broken.stop()])
    await proxy.cut()
  }
})

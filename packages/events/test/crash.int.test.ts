import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { eventually, queueKinds } from '@tradewind/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { announce, noteArrivals } from './fixture/events.ts'
import { createHarbour, type Harbour } from './fixture/harbour.ts'

const mortal = fileURLToPath(new URL('./fixture/mortal.ts', import.meta.url))

describe.each(queueKinds())('SIGKILL on %s', (kind) => {
  let world: Harbour

  const arrive = (name: string) => announce(world.harbour.prisma, { subject: name, data: { name } })
  const expectOneEffect = () =>
    eventually(async () => expect(await world.lighthouse.effects()).toEqual(['Lyra']), { timeout: 20_000 })
  /** Runs a process until it has killed itself. */
  async function runToDeath(name: 'harbour' | 'lighthouse', failPoint: string): Promise<void> {
    const child = fork(mortal, [name, world[name].url, world.queue.url, failPoint])
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
  }

  beforeEach(async () => {
    world = await createHarbour(kind)
  })
  afterEach(() => world.stop())

  test('of a relay between hand-over and mark: the next relay hands over again, the effect is one', async () => {
    const subscriber = await world.start({ name: 'lighthouse', subscriptions: [noteArrivals] })
    await arrive('Lyra')
    await runToDeath('harbour', 'afterHandOver')
    expect(await world.unsent()).toBe(1)
    await world.start({ name: 'harbour', subscriptions: [] })
    await eventually(async () => expect(await world.unsent()).toBe(0))
    await expectOneEffect()
    await subscriber.stop()
  })

  test('of a worker between commit and acknowledgement: another takes the event over, the effect is one', async () => {
    await world.start({ name: 'harbour', subscriptions: [] })
    const first = await world.start({ name: 'lighthouse', subscriptions: [noteArrivals] })
    await first.stop() // has bound
    await arrive('Lyra')
    await runToDeath('lighthouse', 'afterCommit')
    await expectOneEffect()
    let redelivered = false
    await world.start({
      name: 'lighthouse',
      subscriptions: [noteArrivals],
      bus: { backoff: 50, lockDuration: 1000 },
      failPoints: { afterCommit: () => void (redelivered = true) },
    })
    await eventually(() => expect(redelivered).toBe(true), { timeout: 20_000 })
    await expectOneEffect()
  })
})

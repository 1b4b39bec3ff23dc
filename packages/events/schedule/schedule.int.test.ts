import { eventually, queueKinds } from '@tradewind/testkit'
import type { Queue } from 'bullmq'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { every, openQueues, putBack, type OpenQueues, type Schedule } from '../index.ts'
import { silent } from '../test/fixture/events.ts'
import { createHarbour, type Harbour } from '../test/fixture/harbour.ts'

const EVERY_MS = 200

describe.each(queueKinds())('Scheduled work on %s', (kind) => {
  let world: Harbour
  let opened: OpenQueues

  beforeEach(async () => {
    world = await createHarbour(kind)
    opened = await openQueues(world.queue.url, { logger: silent, refreshInterval: 50 })
  })
  afterEach(async () => {
    await opened.close()
    await world.stop()
  })

  const start = (...schedules: Schedule[]) =>
    world.start({ name: 'harbour', subscriptions: [], schedules, bus: { attempts: 2, backoff: 20 } })

  /** The queue as operators see it, found by itself. */
  const queue = (): Promise<Queue> =>
    eventually(() => {
      const found = opened.queues.find(({ name }) => name === 'harbour.schedule')
      if (!found) throw new Error('The queue of scheduled work is not to be seen.')
      return found
    })

  test('runs once at each tick, whichever of two replicas takes it', async () => {
    const runs: { replica: string; tick: number }[] = []
    const count = (replica: string) =>
      every({
        name: 'count-ships',
        interval: EVERY_MS,
        run: async ({ tick }) => void runs.push({ replica, tick: tick.getTime() }),
      })
    await Promise.all([start(count('north')), start(count('south'))])
    await eventually(() => expect(runs.length).toBeGreaterThanOrEqual(8))
    const ticks = runs.map(({ tick }) => tick)
    expect(new Set(ticks).size).toBe(ticks.length)
    expect(new Set(ticks.map((tick) => tick % EVERY_MS)).size).toBe(1)
  })

  test('leaves a schedule alone when a further replica starts, and moves it when its rhythm changes', async () => {
    const run = async () => undefined
    await start(every({ name: 'count-ships', interval: 3_600_000, run }))
    const nextOf = async () => (await (await queue()).getJobScheduler('count-ships'))!
    const first = await nextOf()
    await start(every({ name: 'count-ships', interval: 3_600_000, run }))
    expect(await nextOf()).toEqual(first)
    await start(every({ name: 'count-ships', cron: '30 4 * * *', run }))
    const { every: interval, pattern, next } = await nextOf()
    expect([interval, pattern]).toEqual([undefined, '30 4 * * *'])
    expect(new Date(next!).toISOString()).toMatch(/T04:30:00\.000Z$/)
    expect(await (await queue()).getDelayedCount()).toBe((await (await queue()).getJobSchedulers()).length)
  })

  test('never runs twice at the same time, however long a run takes', async () => {
    let under = 0
    let most = 0
    let finished = 0
    const skipped = async () =>
      (await (await queue()).getCompleted()).filter(
        ({ returnvalue }) => returnvalue === 'Skipped: the run before is still under way.',
      ).length
    const dredge = every({
      name: 'dredge',
      interval: EVERY_MS,
      async run() {
        most = Math.max(most, ++under)
        // Longer than it takes until the next is due, and has been turned away.
        await eventually(async () => expect(await skipped()).toBeGreaterThan(finished))
        under--
        finished++
      },
    })
    await Promise.all([start(dredge), start(dredge)])
    await eventually(() => expect(finished).toBeGreaterThanOrEqual(2), { timeout: 20_000 })
    expect(most).toBe(1)
  })

  test('tries a failing run again, leaves it where operators see it, and runs it when they say so', async () => {
    let mended = false
    const ticks: number[] = []
    await start(
      every({
        name: 'count-ships',
        interval: 1000,
        async run({ tick }) {
          ticks.push(tick.getTime())
          if (!mended) throw new Error('fog')
          return { ships: 3 }
        },
      }),
    )
    const failed = await eventually(async () => {
      const [job] = await (await queue()).getFailed()
      return job!.toJSON()
    })
    expect(failed).toMatchObject({ name: 'count-ships', failedReason: 'fog', attemptsMade: 2 })
    expect(failed.data).toEqual({ traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-/) })
    expect(ticks.filter((tick) => tick === ticks[0])).toHaveLength(2)
    mended = true
    expect(await putBack(await queue(), failed.id!, 'failed')).toBe(true)
    await eventually(async () => {
      const job = (await (await queue()).getJob(failed.id!))!
      expect([await job.isCompleted(), job.returnvalue]).toEqual([true, { ships: 3 }])
    })
  })

  test('ends a schedule that is no longer in the code, once nobody knows it, and no other', async () => {
    const run = async () => undefined
    const old = await start(
      every({ name: 'old-lamp', interval: EVERY_MS, run }),
      every({ name: 'new-lamp', interval: EVERY_MS, run }),
    )
    await old.stop()
    await start(every({ name: 'new-lamp', interval: EVERY_MS, run }))
    await eventually(async () => {
      const names = (await (await queue()).getJobSchedulers()).map(({ name }) => name)
      expect(names).not.toContain('old-lamp')
      expect(names).toContain('new-lamp')
      const jobs = await (await queue()).getJobs(['failed', 'delayed', 'waiting'])
      expect(jobs.map(({ name }) => name)).not.toContain('old-lamp')
    })
  })

  test('keeps a bounded number of failed runs', async () => {
    let runs = 0
    await start(
      every({
        name: 'leak',
        interval: 100,
        async run() {
          runs++
          throw new Error('more water')
        },
      }),
    )
    await eventually(() => expect(runs).toBeGreaterThan(23))
    await eventually(async () => expect(await (await queue()).getFailedCount()).toBe(10))
  })

  test('cuts a run short when the process stops', async () => {
    const begun = Promise.withResolvers<AbortSignal>()
    const events = await start(
      every({
        name: 'dredge',
        interval: EVERY_MS,
        run: ({ signal }) =>
          new Promise((_, reject) => {
            begun.resolve(signal)
            signal.addEventListener('abort', () => reject(signal.reason as Error))
          }),
      }),
    )
    const signal = await begun.promise
    await events.stop()
    expect(signal.aborted).toBe(true)
  })
})

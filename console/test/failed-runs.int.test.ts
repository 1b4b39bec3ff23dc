import { openBus, scheduleQueueOf, type Bus } from '@tradewind/events'
import { createLogger } from '@tradewind/service'
import { eventually, queueKinds } from '@tradewind/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startConsole, type TestConsole } from './fixture.ts'

const queueName = scheduleQueueOf('inventory')
const traceId = '0af7651916cd43dd8448eb211c80319c'

describe.each(queueKinds())('failed runs of schedules, with queues on %s', (kind) => {
  let console: TestConsole
  let bus: Bus
  let staff: { cookie: string }
  let works = false

  beforeAll(async () => {
    const prepare = async (queueUrl: string) => {
      bus = await openBus(queueUrl, { logger: createLogger('test', 'silent') })
      await bus.announce(queueName)
      const work = async () => {
        if (!works) throw new Error('no <b>stock</b>')
        return 'swept'
      }
      await bus.work(queueName, work, { concurrency: 1, onFailure: () => undefined })
    }
    console = await startConsole(kind, prepare, { TRACE_URL: 'https://traces.example/#/t/{traceId}' })
    staff = await console.session()
  })
  afterAll(async () => {
    await bus.close()
    await console.stop()
  })

  const text = async (path: string) => (await console.get(path, staff)).text()
  const queue = () => bus.queue(queueName)

  /** Has the schedule fail at its next tick; gives the id of the run. */
  async function failRun(name: string): Promise<string> {
    const data = { traceparent: `00-${traceId}-b7ad6b7169203331-01` }
    await (
      await queue()
    ).upsertJobScheduler(name, { every: 3_600_000 }, { name, data, opts: { attempts: 1 } })
    return eventually(async () => {
      const failed = await (await queue()).getFailed()
      return failed.find((each) => each.name === name)!.id!
    })
  }

  test('are shown with their error, when they were due, and a link to their trace', async () => {
    const id = await failRun('overdue-reservations')
    expect(await text('/failed-events')).toContain(
      `<a href="/failed-events/${queueName}?type=overdue-reservations">overdue-reservations</a>`,
    )
    const list = await text(`/failed-events/${queueName}`)
    expect(list).toContain(`Failed runs of ${queueName}`)
    expect(list).toContain('no &lt;b&gt;stock&lt;/b&gt;')
    const due = new Date(Number(id.split(':')[2])).toISOString().slice(0, 19).replace('T', ' ')
    expect(list).toMatch(new RegExp(`<dt>Due</dt>\\s*<dd><time [^>]*>${due} UTC</time>`))
    expect(list).toContain(`<a href="https://traces.example/#/t/${traceId}">${traceId}</a>`)
    expect(await text('/')).toContain(`<a href="/queues/queue/${queueName}">${queueName}</a>`)
  })

  test('are discarded with a reason, and retried, on record', async () => {
    const id = await failRun('old-keys')
    const path = `/failed-events/${queueName}/${encodeURIComponent(id)}`
    expect((await console.post(`${path}/discard`, { reason: 'swept by hand' }, staff)).status).toBe(303)
    expect((await console.post(`${path}/discard`, { reason: 'again' }, staff)).status).toBe(409)

    works = true
    const [left] = await (await queue()).getFailed()
    expect(left!.name).toBe('overdue-reservations')
    const retry = `/failed-events/${queueName}/${encodeURIComponent(left!.id!)}/retry`
    expect((await console.post(retry, {}, staff)).status).toBe(303)
    await eventually(async () => {
      expect((await (await queue()).getJob(left!.id!))?.returnvalue).toBe('swept')
    })
    expect((await bus.decisions(2)).map(({ action, type, reason }) => [action, type, reason])).toEqual([
      ['retry', 'overdue-reservations', undefined],
      ['discard', 'old-keys', 'swept by hand'],
    ])
  })
})

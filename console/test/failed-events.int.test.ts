import { openBus, type Bus } from '@tradewind/events'
import { createLogger, newId } from '@tradewind/service'
import { eventually, queueKinds } from '@tradewind/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startConsole, type TestConsole } from './fixture.ts'

const logger = createLogger('test', 'silent')
const requested = 'ordering.order.payment-requested.v1'
const shipped = 'ordering.order.shipped.v1'

const eventOf = (type: string, subject: string) => ({
  specversion: '1.0' as const,
  id: newId(),
  source: '/tradewind/ordering',
  type,
  subject,
  time: '2026-11-22T08:00:00.000Z',
  sequence: 1,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  data: { orderId: subject, paymentToken: 'tok-very-secret', note: '<script>alert(1)</script>' },
})

describe.each(queueKinds())('failed events, with queues on %s', (kind) => {
  let console: TestConsole
  let bus: Bus
  let staff: { cookie: string }
  const handled: string[] = []
  let works = false

  /** Puts an event where it fails at once. */
  async function fail(type: string, subject: string): Promise<string> {
    const event = eventOf(type, subject)
    await (await bus.queue('payments')).add(type, event, { jobId: event.id, attempts: 1 })
    await eventually(async () => {
      const job = await (await bus.queue('payments')).getJob(event.id)
      expect(await job?.isFailed()).toBe(true)
    })
    return event.id
  }
  const failedIds = async () => (await (await bus.queue('payments')).getFailed()).map(({ id }) => id!)
  const text = async (path: string, who = staff) => (await console.get(path, who)).text()

  beforeAll(async () => {
    console = await startConsole(kind, async (queueUrl) => {
      bus = await openBus(queueUrl, { logger })
      await bus.bind('payments', [requested, shipped])
      await bus.consume(
        'payments',
        async (received) => {
          if (!works) throw new Error('the <b>provider</b> is away')
          handled.push((received as { id: string }).id)
        },
        { concurrency: 4, onFailure: () => undefined },
      )
    })
    staff = await console.session()
  })
  afterAll(async () => {
    await bus.close()
    await console.stop()
  })

  test('shows what failed with all it takes to judge it, escaped and without secrets', async () => {
    const id = await fail(requested, 'order-1')
    const overview = await text('/failed-events')
    expect(overview).toContain('1 failed.')
    expect(overview).toContain(`<a href="/failed-events/payments?type=${requested}">${requested}</a>`)
    const list = await text('/failed-events/payments')
    for (const shown of [id, requested, 'order-1', '2026-11-22T08:00:00.000Z']) expect(list).toContain(shown)
    expect(list).toContain('attempts: 1')
    expect(list).toContain('Look in the logs for <code>"traceId":"0af7651916cd43dd8448eb211c80319c"</code>')
    expect(list).toContain('the &lt;b&gt;provider&lt;/b&gt; is away')
    expect(list).toContain('&quot;paymentToken&quot;: &quot;••••••&quot;')
    expect(list).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(list).not.toMatch(/tok-very-secret|<script/)
    expect(await text('/')).toContain('href="/failed-events/payments">1</a>')
    const board = await text(`/queues/api/queues/payments/${id}`)
    expect(board).toContain('order-1')
    expect(board).not.toContain('tok-very-secret')
  })

  test('discards one, for a reason, and shows who did it when and why', async () => {
    const id = await fail(requested, 'order-2')
    const path = `/failed-events/payments/${id}/discard`
    expect((await console.post(path, { reason: '  ' }, staff)).status).toBe(400)
    expect((await console.post(path, {}, staff)).status).toBe(400)
    expect(await failedIds()).toContain(id)

    expect((await console.post(path, { reason: 'paid <i>cash</i>' }, staff)).status).toBe(303)
    expect(await failedIds()).not.toContain(id)
    const page = await text('/failed-events')
    for (const shown of ['staff@shop.example', 'discarded', id, 'paid &lt;i&gt;cash&lt;/i&gt;'])
      expect(page).toContain(shown)
    expect((await bus.decisions(1))[0]).toMatchObject({
      action: 'discard',
      staff: 'staff@shop.example',
      subscriber: 'payments',
      type: requested,
      eventId: id,
      subject: 'order-2',
      error: 'the <b>provider</b> is away',
      reason: 'paid <i>cash</i>',
    })
    expect((await console.post(path, { reason: 'again' }, staff)).status).toBe(409)
  })

  test.each([
    ['a member of staff who may only look', 'onlooker@shop.example', {}],
    ['a form that another site sends', 'staff@shop.example', { origin: 'https://evil.example' }],
  ])('lets nothing be decided by %s', async (_, email, headers) => {
    const [id] = await failedIds()
    const who = await console.session(email)
    const decisions = await bus.decisions(100)
    for (const [path, form] of [
      [`/failed-events/payments/${id}/retry`, {}],
      [`/failed-events/payments/${id}/discard`, { reason: 'x' }],
      ['/failed-events/payments/retry', { type: requested }],
    ] as const) {
      expect((await console.post(path, form, { ...who, ...headers })).status).toBe(403)
    }
    expect(await failedIds()).toContain(id)
    expect(await bus.decisions(100)).toEqual(decisions)
  })

  test('shows no buttons to those who may only look', async () => {
    const who = await console.session('onlooker@shop.example')
    expect(await text('/failed-events/payments', who)).not.toContain('Discard')
    expect(await text('/failed-events', who)).not.toContain('Retry all')
  })

  test.each(['retry/failed', 'clean/failed', 'empty', 'obliterate', 'ID/retry', 'ID/clean'])(
    'leaves no way round the record: the dashboard refuses %s',
    async (path) => {
      const [id] = await failedIds()
      const response = await fetch(`${console.url}/queues/api/queues/payments/${path.replace('ID', id!)}`, {
        method: 'PUT',
        headers: staff,
      })
      expect(response.status).toBe(403)
      expect(await failedIds()).toContain(id)
    },
  )

  test('lets staff who may write pause a queue, and nobody else', async () => {
    const pause = async (headers: { cookie: string }, verb: string) =>
      (await fetch(`${console.url}/queues/api/queues/payments/${verb}`, { method: 'PUT', headers })).status
    expect(await pause(await console.session('onlooker@shop.example'), 'pause')).toBe(403)
    expect(await pause(staff, 'pause')).toBe(200)
    expect(await pause(staff, 'resume')).toBe(200)
  })

  test('retries one alone, then all of a kind, and no other', async () => {
    const other = await fail(shipped, 'order-3')
    const one = await fail(requested, 'order-4')
    const rest = (await failedIds()).filter((id) => id !== one && id !== other)
    works = true
    expect((await console.post(`/failed-events/payments/${one}/retry`, {}, staff)).status).toBe(303)
    await eventually(() => expect(handled).toEqual([one]))
    expect((await failedIds()).toSorted()).toEqual([...rest, other].toSorted())

    const response = await console.post('/failed-events/payments/retry', { type: requested }, staff)
    expect(response.headers.get('location')).toBe(`/failed-events?retried=${rest.length}`)
    await eventually(() => expect(handled.toSorted()).toEqual([one, ...rest].toSorted()))
    expect(await failedIds()).toEqual([other])
    expect((await bus.decisions(2)).map(({ action, eventId }) => [action, eventId])).toEqual([
      ['retry-kind', undefined],
      ['retry', one],
    ])
    expect(await text(response.headers.get('location')!)).toContain(`Put back to the queue: ${rest.length}.`)
  })

  test('knows no subscriber that is not bound', async () => {
    expect((await console.get('/failed-events/nobody', staff)).status).toBe(404)
    expect((await console.post('/failed-events/nobody/retry', { type: shipped }, staff)).status).toBe(404)
    expect((await console.get('/failed-events/payments?page=zero', staff)).status).toBe(400)
  })
})

/** A publisher: commits events, and relays them. */
import { setTimeout as sleep } from 'node:timers/promises'
import { publishAll, startEvents } from '@tradewind/events'
import { createLogger } from '@tradewind/service'
import { now, order, orders, placed, type Order } from '../load.ts'
import { startMeter } from '../meter.ts'
import { answer, readSettings } from '../role.ts'
import { openDatabase } from './database.ts'

const { databaseUrl = '', queueUrl = '' } = readSettings()
const usage = startMeter()
const database = await openDatabase(databaseUrl, 'harbour')
const events = await startEvents({
  name: 'harbour',
  queueUrl,
  database,
  subscriptions: [],
  logger: createLogger('harbour', 'error'),
})

/** When its COMMIT was about to be sent. */
const commit = (some: readonly Order[]): Promise<{ ids: string[]; at: number }> =>
  database.prisma.$transaction(async (tx) => {
    const published = await publishAll(tx, placed, some)
    return { ids: published.map(({ id }) => id), at: now() }
  })

answer({
  usage,
  /** One event a transaction, at about the pace given. Returns when each was committed, by id. */
  async trickle({ count, gap }: { count: number; gap: number }) {
    const committed: Promise<[string, number]>[] = []
    for (let index = 0; index < count; index++) {
      committed.push(commit([order()]).then(({ ids, at }) => [ids[0]!, at]))
      await sleep(gap * (0.5 + Math.random()))
    }
    return Promise.all(committed)
  },
  /** As fast as it can, `together` events a transaction, `writers` transactions at a time. Returns when it began. */
  async flood({ count, together, writers }: { count: number; together: number; writers: number }) {
    const began = now()
    let left = count
    const write = async (): Promise<void> => {
      while (left > 0) {
        const some = Math.min(together, left)
        left -= some
        await commit(orders(some))
      }
    }
    await Promise.all(Array.from({ length: writers }, write))
    return began
  },
  /** How many events no queue has got yet. */
  async unsent() {
    const { rows } = await database.pool.query<{ count: number }>(
      'SELECT count(*)::int FROM outbox_event WHERE sent_at IS NULL',
    )
    return rows[0]!.count
  },
  stop: () => events.stop(),
})

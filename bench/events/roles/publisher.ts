/** A publisher: commits events, and relays them. */
import { publishAll, startEvents } from '@tradewind/events'
import { createLogger } from '@tradewind/service'
import { flood, now, placed, trickle, type Flood, type Order, type Trickle } from '../load.ts'
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
  trickle: (asked: Trickle) =>
    trickle(asked, async (one) => {
      const { ids, at } = await commit([one])
      return [ids[0]!, at]
    }),
  flood: (asked: Flood) => flood(asked, commit),
  /** How many events no queue has got yet. */
  async unsent() {
    const { rows } = await database.pool.query<{ count: number }>(
      'SELECT count(*)::int FROM outbox_event WHERE sent_at IS NULL',
    )
    return rows[0]!.count
  },
  stop: () => events.stop(),
})

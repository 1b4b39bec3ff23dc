/** A subscriber whose handler does nothing: what is left is what the bus costs. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { startEvents, subscribe, type EventDatabase, type SqlTransaction } from '@tradewind/events'
import { createLogger } from '@tradewind/service'
import { placed } from '../load.ts'
import { startMeter } from '../meter.ts'
import { answer, readSettings } from '../role.ts'
import { openDatabase } from './database.ts'
import { openTally } from './tally.ts'

const { databaseUrl = '', queueUrl = '' } = readSettings()
const usage = startMeter()
const { pool, prisma } = await openDatabase(databaseUrl, 'lighthouse')
const tally = openTally()

/** An event counts as handled when the transaction of its handler has committed. */
const inTransaction = new AsyncLocalStorage<string[]>()
const watched: EventDatabase<SqlTransaction> = {
  $queryRaw: (statement, ...values) => prisma.$queryRaw(statement, ...values),
  async $transaction(work, options) {
    const handled: string[] = []
    const result = await inTransaction.run(handled, () => prisma.$transaction(work, options))
    tally.note(handled)
    return result
  },
}
const events = await startEvents({
  name: 'lighthouse',
  queueUrl,
  database: { pool, prisma: watched },
  subscriptions: [subscribe(placed, async ({ id }) => void inTransaction.getStore()!.push(id))],
  logger: createLogger('lighthouse', 'error'),
})

answer({
  usage,
  expect: tally.expect,
  settled: tally.settled,
  total: tally.total,
  stop: () => events.stop(),
})

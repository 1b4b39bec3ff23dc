import { openBus } from '@tradewind/events'
import { createLogger } from '@tradewind/service'
import pg from 'pg'
import type { CrashSystem } from '../system/start.ts'
import type { Books, EventBooks, InventoryBooks, OrderingBooks, PaymentsBooks, QueueBooks } from './books.ts'
import { statements } from './statements.ts'

/** Reads everything. It is consistent only when nothing happens any more. */
export async function readBooks(system: CrashSystem): Promise<Books> {
  const [ordering, inventory, payments] = await Promise.all([
    readAll<OrderingBooks>(system.databases['ordering']!, statements.ordering),
    readAll<InventoryBooks>(system.databases['inventory']!, statements.inventory),
    readAll<PaymentsBooks>(system.databases['payments']!, statements.payments),
  ])
  const events = await readEvents(system)
  return { ordering, inventory, payments, events, ...(await readQueues(system.queueUrl)) }
}

/** Outbox and inbox of every subgraph. */
export const readEvents = ({ databases, since }: CrashSystem): Promise<EventBooks[]> =>
  Promise.all(
    Object.entries(databases).map(async ([subgraph, url]) => {
      const rows = await readAll<{
        outbox: EventBooks['outbox']
        inbox: { id: string; type: string }[]
        sequences: { subject: string; last: number }[]
      }>(url, statements.events(since))
      return {
        subgraph,
        outbox: rows.outbox,
        inbox: new Map(rows.inbox.map(({ id, type }) => [id, type])),
        sequences: new Map(rows.sequences.map(({ subject, last }) => [subject, last])),
      }
    }),
  )

export async function readQueues(queueUrl: string): Promise<Pick<Books, 'bindings' | 'queues'>> {
  const bus = await openBus(queueUrl, { logger: createLogger('crash suite', 'silent') })
  try {
    const bindings = await bus.bindings()
    const subscribers = [...new Set([...bindings.values()].flat())]
    const all = [...subscribers, ...(await bus.announced())]
    const queues = await Promise.all(
      all.map(async (subscriber): Promise<QueueBooks> => {
        const queue = await bus.queue(subscriber)
        const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized')
        const failed = await queue.getFailed(0, 999)
        return {
          subscriber,
          // Scheduled work always waits for its next tick.
          unfinished: subscribers.includes(subscriber)
            ? Object.values(counts).reduce((sum, count) => sum + count, 0)
            : 0,
          failed: failed.map(({ id, name, failedReason }) => ({
            id: id ?? '',
            type: name,
            reason: failedReason ?? '',
          })),
        }
      }),
    )
    return { bindings, queues }
  } finally {
    await bus.close()
  }
}

async function readAll<Tables extends object>(
  url: string,
  queries: Readonly<Record<keyof Tables, string>>,
): Promise<Tables> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const tables: Partial<Record<keyof Tables, unknown>> = {}
    for (const [table, sql] of Object.entries(queries) as [keyof Tables, string][]) {
      tables[table] = (await client.query(sql)).rows
    }
    return tables as Tables
  } finally {
    await client.end()
  }
}

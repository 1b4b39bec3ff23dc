import { afterEach, expect, test } from 'vitest'
import { createOutboxDatabase, type OutboxDatabase } from './fixture/outbox-database.ts'
import { explainAll, fillTables, type Plan } from './fixture/plans.ts'

const databases: OutboxDatabase[] = []

afterEach(() => Promise.all(databases.splice(0).map((database) => database.drop())))

async function plansAt(rows: number): Promise<Plan[]> {
  const database = await createOutboxDatabase()
  databases.push(database)
  await fillTables(database.pool, rows)
  return explainAll(database.pool)
}

// `npm run bench:events -- --rows 5000000` shows the same at five million.
test('what the relay, a replay and the removal look at does not grow with the tables', async () => {
  const [small, large] = [await plansAt(2000), await plansAt(60_000)]
  expect(large.map(({ name, indexes, scanned }) => [name, indexes, scanned])).toEqual([
    ['relay: claim 200', ['outbox_event_unsent_idx'], []],
    ['relay: mark 200', ['outbox_event_pkey'], []],
    ['relay: anything unsent?', ['outbox_event_unsent_idx'], []],
    ['replay: end of a page of 200', ['outbox_event_pkey'], []],
    ['replay: a page of 200', ['outbox_event_pkey'], []],
    ['removal: from outbox_event', ['outbox_event_sent_idx', 'outbox_event_pkey'], []],
    ['removal: from inbox_event', ['inbox_event_handled_at_idx', 'inbox_event_pkey'], []],
  ])
  for (const [index, { name, pages }] of large.entries()) {
    // A deeper index is a page more for each row, and there may be some chance in it; thirty times the rows are not.
    expect({ name, pages }).toEqual({
      name,
      pages: expect.toSatisfy((seen) => seen <= small[index]!.pages * 2 + 50),
    })
  }
})

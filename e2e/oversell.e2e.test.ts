import { eventually } from '@tradewind/testkit'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { newCustomer, signIn } from './accounts.ts'
import { anOrder, orderAt, placeOrder, putOnSale } from './shop-floor.ts'

const ORDERS = 200
const CONCURRENCY = 20
const STOCK = 120

async function rows<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end()
  }
}

test('200 orders at once for 120 pieces: 120 are sold, every order ends, and all the books agree', async () => {
  const { graphqlUrl, admin, databases } = inject('system')
  const staff = await signIn(graphqlUrl, admin)
  const customer = await newCustomer(graphqlUrl)
  const { variantId } = await putOnSale(staff.client, STOCK)
  const first = await placeOrder(customer.client, anOrder(variantId))

  const ids: string[] = [first.id]
  const buy = async (): Promise<void> => {
    while (ids.length < ORDERS) {
      const place = ids.push('') - 1
      ids[place] = (await placeOrder(customer.client, anOrder(variantId))).id
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, buy))

  const ended = []
  for (const id of ids) ended.push(await orderAt(customer.client, id, 'CONFIRMED', 'REJECTED'))
  const confirmed = ended.filter(({ status }) => status === 'CONFIRMED')
  const rejected = ended.filter(({ status }) => status === 'REJECTED')
  expect([confirmed.length, rejected.length]).toEqual([STOCK, ORDERS - STOCK])
  for (const { rejection } of rejected) expect(rejection).toMatchObject({ reason: 'OUT_OF_STOCK' })

  // The levels, the ledger and the reservations of inventory, from its database alone.
  const [level] = await rows(
    databases['inventory']!,
    `SELECT sum(l.on_hand)::int AS on_hand, sum(l.reserved)::int AS reserved,
            (SELECT sum(a.delta)::int FROM stock_adjustment a JOIN stock_level x ON x.id = a.level_id WHERE x.variant_id = $1) AS ledger,
            (SELECT count(*)::int FROM stock_adjustment a JOIN stock_level x ON x.id = a.level_id WHERE x.variant_id = $1 AND a.reason = 'SALE') AS sales
       FROM stock_level l WHERE l.variant_id = $1`,
    [variantId],
  )
  expect(level).toEqual({ on_hand: 0, reserved: 0, ledger: 0, sales: STOCK })
  const reservations = await rows<{ order_id: string }>(
    databases['inventory']!,
    `SELECT order_id FROM reservation WHERE state = 'COMMITTED' AND order_id = ANY($1::uuid[])`,
    [ids],
  )
  const confirmedIds = confirmed.map(({ id }) => id).toSorted()
  expect(reservations.map((row) => row.order_id).toSorted()).toEqual(confirmedIds)

  // Exactly the confirmed orders have an authorisation, at the provider and in our ledger, and nobody was charged.
  const payments = await rows<{ order_id: string }>(
    databases['payments']!,
    `SELECT p.order_id FROM payment p JOIN ledger_entry e ON e.payment_id = p.id
      WHERE e.kind = 'AUTHORISATION' AND p.captured_amount = 0 AND p.voided_amount = 0 AND p.order_id = ANY($1::uuid[])`,
    [ids],
  )
  expect(payments.map((row) => row.order_id).toSorted()).toEqual(confirmedIds)

  // Nothing waits in any outbox: what was done has been told.
  for (const name of ['ordering', 'inventory', 'payments']) {
    await eventually(async () => {
      const sql = 'SELECT count(*)::int AS unsent FROM outbox_event WHERE sent_at IS NULL'
      expect(await rows(databases[name]!, sql), name).toEqual([{ unsent: 0 }])
    })
  }
})

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { newCustomer, signIn } from './accounts.ts'
import { anOrder, orderAt, placeOrder, putOnSale } from './shop-floor.ts'

const { graphqlUrl, databases, queueUrl, admin } = inject('system')

/** The tables with a row that has one of these texts in it, of every database there is: `ordering: public.order`. */
async function tablesWith(...texts: string[]): Promise<string[]> {
  const found: string[] = []
  for (const [name, url] of Object.entries({ ...databases, queue: queueUrl })) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    )
    for (const table of tables) {
      const patterns = texts.map((text) => `%${text}%`)
      const search = `SELECT 1 FROM ${table.name} AS entry WHERE entry::text LIKE ANY($1) LIMIT 1`
      if ((await client.query(search, [patterns])).rowCount) found.push(`${name}: ${table.name}`)
    }
    await client.end()
  }
  return found
}

test('no table and no job of the whole system has a payment token in it', async () => {
  const staff = await signIn(graphqlUrl, admin)
  const { variantId } = await putOnSale(staff.client, 5)
  const customer = await newCustomer(graphqlUrl)
  const token = `tok-${randomUUID()}`
  const { id } = await placeOrder(customer.client, anOrder(variantId, { paymentToken: token }))
  // The sandbox does not know it: by then it has been with everybody who ever has it.
  await orderAt(customer.client, id, 'REJECTED')

  // The search finds what is there.
  expect(await tablesWith(id)).toEqual(
    expect.arrayContaining([
      'ordering: public.outbox_event',
      'payments: public.payment',
      'queue: bullmq.job',
    ]),
  )
  const bytes = Buffer.from(token)
  expect(await tablesWith(token, bytes.toString('hex'), bytes.toString('base64url'))).toEqual([])
})

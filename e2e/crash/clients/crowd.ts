import { newCustomer, signIn } from '../../accounts.ts'
import { LocationsDocument } from '../../generated/operations.ts'
import { anOrder, placeOrder, putOnSale } from '../../shop-floor.ts'
import type { Random } from '../random.ts'
import type { CrashSystem } from '../system/start.ts'
import { createCaller, UnansweredError } from './caller.ts'
import { shopUntilClosing } from './customer.ts'
import { openJournal, type Journal } from './journal.ts'
import { receiveUntilClosing, shipUntilClosing } from './staff.ts'

const CUSTOMERS = 4
/** Pieces of each variant: plenty of two, and too few of the third for all who want it. */
const STOCK = [100_000, 100_000, 10]

export interface Crowd {
  readonly journal: Journal
  /** No new requests; waits until everybody has the answers they wait for, or the signal to go home without. */
  close(end: AbortSignal): Promise<void>
}

/** Fills the shelves, opens the accounts, and lets everybody in. */
export async function letIn(system: CrashSystem, random: Random): Promise<Crowd> {
  const graphqlUrl = `${system.routerUrl}/graphql`
  const journal = openJournal()
  const closing = new AbortController()
  const ending = new AbortController()
  const common = { graphqlUrl, journal, end: ending.signal }

  const admin = await signIn(graphqlUrl, system.admin)
  const { locations } = await admin.client.request(LocationsDocument)
  const variantIds: string[] = []
  for (const onHand of STOCK) {
    const { variantId } = await putOnSale(admin.client, onHand)
    variantIds.push(variantId)
    journal.putIn.set(variantId, onHand)
  }
  const staff = () => ({
    caller: createCaller({ ...common, account: admin, password: system.admin.password }),
    random: random.fork(),
    journal,
    closing: closing.signal,
  })
  const customers = []
  for (let count = 0; count < CUSTOMERS; count++) {
    const account = await newCustomer(graphqlUrl)
    journal.customers.push(account.id)
    customers.push({ account, random: random.fork() })
  }
  // Once these go through, ordering knows the products.
  for (const variantId of variantIds) {
    const { account } = customers[0]!
    const input = anOrder(variantId)
    const { id } = await placeOrder(account.client, input)
    journal.placed.set(id, { customerId: account.id, key: input.idempotencyKey })
  }

  const shelf = { variantId: variantIds.at(-1)!, locationId: locations.nodes[0]!.id }
  const work = [
    ...customers.map(({ account, random: own }) =>
      shopUntilClosing({
        caller: createCaller({ ...common, account, password: 'a long enough password' }),
        variantIds,
        random: own,
        journal,
        closing: closing.signal,
      }),
    ),
    shipUntilClosing(staff()),
    receiveUntilClosing(staff(), shelf),
  ].map((working) => working.catch(ignoreUnanswered))
  return {
    journal,
    async close(end) {
      closing.abort()
      end.addEventListener('abort', () => ending.abort())
      await Promise.all(work)
    },
  }
}

/** It is in the journal. */
function ignoreUnanswered(error: unknown): void {
  if (!(error instanceof UnansweredError)) throw error
}

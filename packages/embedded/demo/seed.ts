import { seedAccounts, type Credentials } from './seed-accounts.ts'
import { seedOrders } from './seed-orders.ts'
import { seedRange } from './seed-range.ts'
import { seedStock } from './seed-stock.ts'

export interface SeedOptions {
  /** The router's endpoint; everything goes through it, as it would from any client. */
  readonly graphqlUrl: string
  readonly admin: Credentials
  /** Told of each step when it is done. */
  readonly report: (line: string) => void
}

/** Fills an empty shop with the demo shop. Started again after it was interrupted, it goes on where it was. */
export async function seed({ graphqlUrl, admin, report }: SeedOptions): Promise<void> {
  const { staff, customers } = await seedAccounts(graphqlUrl, admin)
  report(`${customers.size} customers and a member of staff`)
  const products = await seedRange(staff.client)
  report(`${products.size} products`)
  const levels = await seedStock(staff.client, products.values())
  report(`${levels} stock levels in two locations`)
  const orders = await seedOrders({ staff: staff.client, customers, products })
  report(`${orders} orders`)
}

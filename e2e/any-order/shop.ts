import { openInventory, type Inventory } from './inventory.ts'
import { openOrdering, type Ordering } from './ordering.ts'
import { Clock } from './part.ts'
import { openPayments, type Payments } from './payments.ts'

/** The three subgraphs that an order takes, with one clock for all. */
export interface Shop {
  readonly clock: Clock
  readonly ordering: Ordering
  readonly inventory: Inventory
  readonly payments: Payments
  close(): Promise<void>
}

export async function openShop(): Promise<Shop> {
  const clock = new Clock()
  const [ordering, inventory, payments] = await Promise.all([
    openOrdering(clock),
    openInventory(clock),
    openPayments(clock),
  ])
  const parts = [ordering, inventory, payments]
  const close = async (): Promise<void> => void (await Promise.all(parts.map((part) => part.close())))
  return { clock, ordering, inventory, payments, close }
}

import type { Subscription } from '@tradewind/events'
import type { Transaction } from '../data/database.ts'

/** Everything identity listens to: nothing. Who somebody is does not depend on what else happens in the shop. */
export const subscriptions: Subscription<Transaction>[] = []

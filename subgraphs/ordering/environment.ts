import { sealingKeys } from '@tradewind/events'
import { subgraphEnvironment } from '@tradewind/service'
import { z } from 'zod'

/** What ordering reads from its environment. */
export const environmentShape = {
  ...subgraphEnvironment,
  /** What payment tokens are sealed with from the moment they come in; payments has the same. */
  EVENTS_SEALING_KEY: sealingKeys,
  /** How long inventory may take to say whether there is stock for an order, in seconds. */
  ORDER_RESERVATION_TIMEOUT: z.coerce.number().positive().max(86_400).default(120),
  /** How long payments may take; less than inventory holds stock (15 minutes), or orders expire instead. */
  ORDER_PAYMENT_TIMEOUT: z.coerce.number().positive().max(86_400).default(600),
  /** How long inventory may take to hand over the stock it holds. */
  ORDER_COMMIT_TIMEOUT: z.coerce.number().positive().max(86_400).default(120),
  /** The most lines of one order. */
  ORDER_MAX_LINES: z.coerce.number().int().min(1).max(1_000).default(100),
  /** The most pieces of one variant in one order. */
  ORDER_MAX_QUANTITY: z.coerce.number().int().min(1).max(1_000_000).default(10_000),
  /** The highest total of one order, in minor units of its currency: a million euros, a hundred million yen. */
  ORDER_MAX_TOTAL: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).default(100_000_000),
}

export type Environment = z.infer<z.ZodObject<typeof environmentShape>>

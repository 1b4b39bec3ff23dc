import { sealingKeys } from '@tradewind/events'
import { subgraphEnvironment } from '@tradewind/service'
import { z } from 'zod'

const milliseconds = z.coerce.number().int().min(1).max(3_600_000)

/** What payments reads from the environment. */
export const environmentShape = {
  ...subgraphEnvironment,
  /** What ordering seals payment tokens with; several, separated by commas, while it is being changed. */
  EVENTS_SEALING_KEY: sealingKeys,
  /** The payment provider: one of those in providers/index.ts. */
  PAYMENT_PROVIDER: z.enum(['sandbox']).default('sandbox'),
  /** How long one call to the provider may take before it counts as unanswered. */
  PAYMENT_PROVIDER_TIMEOUT_MS: milliseconds.default(5_000),
  /** How often an unanswered request is looked up, and a refused capture or void tried, before we give up. */
  PAYMENT_TRIES: z.coerce.number().int().min(1).max(50).default(6),
  /** The wait before the second try; each later one is twice as long. 6 tries from 5 s: about five minutes, less than
   * ordering waits for a payment. */
  PAYMENT_FIRST_WAIT_MS: milliseconds.default(5_000),
  /** How late the sandbox provider's late answers are. */
  PAYMENT_SANDBOX_DELAY_MS: milliseconds.default(2_000),
}

export type Environment = z.infer<z.ZodObject<typeof environmentShape>>

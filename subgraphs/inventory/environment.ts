import { subgraphEnvironment } from '@tradewind/service'
import { z } from 'zod'

/** What inventory reads from its environment. */
export const environmentShape = {
  ...subgraphEnvironment,
  /** How long stock is held for an order that is not paid yet. */
  RESERVATION_MINUTES: z.coerce.number().positive().max(10_080).default(15),
  /** Up to how many pieces everybody may know the exact number that is available. */
  AVAILABILITY_CAP: z.coerce.number().int().positive().max(1_000_000_000).default(999),
}

export type Environment = z.infer<z.ZodObject<typeof environmentShape>>

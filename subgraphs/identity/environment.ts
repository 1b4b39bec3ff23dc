import { subgraphEnvironment } from '@tradewind/service'
import { z } from 'zod'

/** What identity reads beyond what every subgraph does. `JWKS_URL` is its own address: it trusts its tokens like all others. */
export const identityEnvironment = {
  ...subgraphEnvironment,
  /** Seals the private signing keys in the database. All replicas have the same one. */
  KEY_ENCRYPTION_SECRET: z.string().min(32, 'must have at least 32 characters'),
  /** The account that becomes administrator at a start when there is none. */
  ADMIN_EMAIL: z.string().optional(),
  ADMIN_PASSWORD: z.string().optional(),
}

export type IdentityEnvironment = z.infer<z.ZodObject<typeof identityEnvironment>>

import type { Composer } from '../composition/index.ts'
import type { PrismaClient } from '../data/generated/client.ts'

/** What changes to variants work with. */
export interface Tools {
  readonly prisma: PrismaClient
  readonly composer: Composer
  readonly limits: {
    /** The largest schema of a subgraph. */
    readonly maxBytes: number
    readonly maxSubgraphs: number
    readonly maxVariants: number
  }
}

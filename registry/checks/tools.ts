import type { Composer } from '../composition/index.ts'
import type { PrismaClient } from '../data/generated/client.ts'
import type { Analyst } from './analysis/index.ts'

/** What checks work with. */
export interface Tools {
  readonly prisma: PrismaClient
  readonly composer: Composer
  readonly analyst: Analyst
  readonly limits: {
    /** The largest schema that is looked at. */
    readonly maxBytes: number
  }
}

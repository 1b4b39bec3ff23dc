import type { Logger } from '@tradewind/service'
import { deleteExpiredSessions, deleteForgottenAttempts } from './cleanup.ts'
import type { PrismaClient } from './generated/client.ts'
import type { SigningKeys } from './signing-keys.ts'

const EVERY = 60_000

export interface UpkeepOptions {
  readonly prisma: PrismaClient
  readonly keys: SigningKeys
  readonly clock: () => Date
  readonly logger: Logger
  /** Milliseconds from the end of a round to the next. */
  readonly every?: number
}

/** Rotates keys when it is time and deletes what has expired, once a minute until stopped. A failed round is logged; the next one tries again. */
export function startUpkeep({ prisma, keys, clock, logger, every = EVERY }: UpkeepOptions): {
  stop(): Promise<void>
} {
  let round = Promise.resolve()
  let timer = setTimeout(start, every)

  function start(): void {
    round = work()
  }

  async function work(): Promise<void> {
    try {
      await keys.rotateWhenDue()
      await deleteExpiredSessions(prisma, clock())
      await deleteForgottenAttempts(prisma, clock())
    } catch (error) {
      logger.error({ err: error }, 'A round of upkeep failed.')
    }
    timer = setTimeout(start, every)
  }

  return {
    async stop() {
      clearTimeout(timer)
      await round
      // The round under way, if any, has set the timer anew.
      clearTimeout(timer)
    },
  }
}

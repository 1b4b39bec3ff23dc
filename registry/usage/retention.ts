import type { Logger } from '@tradewind/service'
import type { PrismaClient } from '../data/generated/client.ts'
import { removeUsage } from '../data/usage.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const EVERY_MS = 60 * 60 * 1_000

/** Removes usage that is older than so many days, now and every hour. */
export function keepUsageFor(prisma: PrismaClient, days: number, logger: Logger): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let sweep = Promise.resolve()

  async function run(): Promise<void> {
    try {
      const removed = await removeUsage(prisma, new Date(Date.now() - days * DAY_MS), stopping.signal)
      if (removed > 0) logger.info({ removed, days }, 'Removed usage that is too old.')
    } catch (error) {
      if (stopping.signal.aborted) return
      logger.error(
        { err: error },
        'Usage that is too old could not be removed: it is tried again in an hour.',
      )
    }
  }

  // One after the other: a sweep that takes long is not joined by the next.
  const begin = (): void => void (sweep = sweep.then(run))
  begin()
  const timer = setInterval(begin, EVERY_MS).unref()
  return {
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await sweep
    },
  }
}

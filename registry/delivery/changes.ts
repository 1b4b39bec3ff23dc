import { listenToNotifications, type Logger } from '@tradewind/service'
import { LAUNCH_CHANNEL } from '../launches/index.ts'
import { SAFELIST_CHANNEL } from '../persisted-queries/index.ts'

/** Tells those who wait that something may have changed. */
export interface Changes {
  /** Waits for the next change of anything, from the call on. */
  next(milliseconds: number): Wait
  /** Whether nothing is waited for any more. */
  readonly stopped: boolean
  /** Sends everybody home who waits. */
  stop(): Promise<void>
}

export interface Wait {
  /** Resolves at the change, when the time is over, or when the waiting is given up. */
  readonly over: Promise<void>
  giveUp(): void
}

const PING_MS = 15_000

/**
 * Hears of launches and safelists from every process of the registry, by LISTEN on a connection of its own, since that
 * belongs to a session. Whoever waits is woken by any change and looks for itself: changes are rare, and a look is one
 * small query. After a lost connection everybody looks, too.
 */
export function listenForChanges(url: string, logger: Logger): Changes {
  const waiting = new Set<() => void>()
  const wake = (): void => waiting.forEach((resolve) => resolve())
  const listening = listenToNotifications({
    connection: { connectionString: url, application_name: 'registry-changes' },
    logger,
    broken: 'Launches of other processes are not heard of',
    mended: 'Launches of other processes are heard of',
    channels: [LAUNCH_CHANNEL, SAFELIST_CHANNEL],
    onListening: wake,
    onNotification: wake,
    probe: (client) => client.query('SELECT 1'),
    interval: PING_MS,
  })
  let stopped = false
  return {
    get stopped() {
      return stopped
    },
    next(milliseconds) {
      const { promise: over, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(giveUp, milliseconds)
      function giveUp(): void {
        clearTimeout(timer)
        waiting.delete(giveUp)
        resolve()
      }
      waiting.add(giveUp)
      return { over, giveUp }
    },
    async stop() {
      stopped = true
      wake()
      await listening.stop()
    },
  }
}

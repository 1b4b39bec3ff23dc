import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '../logger.ts'
import { backoff, outageLog } from '../outage.ts'
import { listen, type ListenOptions } from './listen.ts'

export interface KeepListeningOptions extends Omit<ListenOptions, 'signal'> {
  readonly logger: Logger
  /** What is to be said when nothing is heard, and when it is again: sentences without their full stop. */
  readonly broken: string
  readonly mended: string
  /** Called when nothing is heard any more, and after each attempt to mend that which failed. */
  readonly onLost?: () => void
}

export interface Listening {
  /** Whether notifications are heard at present. */
  readonly listening: boolean
  stop(): Promise<void>
}

/** Listens for PostgreSQL's notifications until it is stopped: a connection that is lost is opened anew. See `listen`. */
export function keepListening({
  logger,
  broken,
  mended,
  onLost,
  ...options
}: KeepListeningOptions): Listening {
  const outage = outageLog(logger, broken, mended)
  const stopping = new AbortController()
  const { signal } = stopping
  let listening = false

  async function keep(): Promise<void> {
    while (!signal.aborted) {
      try {
        await listen({
          ...options,
          onListening() {
            listening = true
            outage.recovered()
            options.onListening()
          },
          signal,
        })
      } catch (error) {
        listening = false
        if (signal.aborted) return
        const wait = backoff(outage.failed(error), options.interval)
        onLost?.()
        await delay(wait, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  const running = keep()
  return {
    get listening() {
      return listening
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

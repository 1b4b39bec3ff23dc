import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from './logger.ts'
import { backoff, outageLog } from './outage.ts'

export interface KeepListeningOptions {
  /** Listens once. Calls `onListening` when it hears; never resolves, and throws what ended it. */
  readonly listen: (signal: AbortSignal, onListening: () => void) => Promise<never>
  readonly logger: Logger
  /** What is to be said when nothing is heard, and when it is again: sentences without their full stop. */
  readonly broken: string
  readonly mended: string
  /** The longest wait between two attempts, in milliseconds. */
  readonly interval: number
  /** Called when nothing is heard any more, and after each attempt to mend that which failed. */
  readonly onLost?: (() => void) | undefined
}

export interface Listening {
  /** Whether something would be heard at present. */
  readonly listening: boolean
  stop(): Promise<void>
}

/** Listens until it is stopped: what breaks off is begun anew, with growing waits in between. */
export function keepListening({
  listen,
  logger,
  broken,
  mended,
  interval,
  onLost,
}: KeepListeningOptions): Listening {
  const outage = outageLog(logger, broken, mended)
  const stopping = new AbortController()
  const { signal } = stopping
  let listening = false
  function onListening(): void {
    listening = true
    outage.recovered()
  }

  async function keep(): Promise<void> {
    while (!signal.aborted) {
      try {
        await listen(signal, onListening)
      } catch (error) {
        listening = false
        if (signal.aborted) return
        const wait = backoff(outage.failed(error), interval)
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

import { EnvironmentError } from './environment.ts'
import type { Running } from './http.ts'

const STOP_WITHIN_MS = 15_000

/**
 * Runs a process of Tradewind from start to end. A start-up failure is one message on standard error and exit status 1.
 * SIGTERM, SIGINT, or the end of the parent it has an IPC channel with, stop it in order (status 0); a second signal
 * ends it at once. The parent is told `{ ready: url }` when there is one.
 */
export function run(name: string, start: () => Promise<Running>): void {
  // Settings are read before the first promise: what that throws is a start-up failure like any other.
  const starting = Promise.try(start)
  let stopping = false

  const stop = async (): Promise<void> => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    try {
      const running = await starting
      await running.stop()
      process.exit(0)
    } catch (error) {
      console.error(`${name} did not stop in order: ${(error as Error).message}`)
      process.exit(1)
    }
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())
  if (process.channel) {
    process.on('disconnect', () => void stop())
    // The channel is there to notice the parent's end, not to keep this process alive.
    process.channel.unref()
  }
  starting.then(
    (running) => process.send?.({ ready: running.url }),
    (error: Error) => {
      if (stopping) return
      console.error(
        error instanceof EnvironmentError ? error.message : `${name} cannot start: ${error.message}`,
      )
      process.exit(1)
    },
  )
}

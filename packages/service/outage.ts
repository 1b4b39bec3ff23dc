import type { Logger } from './logger.ts'

/** Tells of an outage once when it begins and once when it is over, however often it is tried in between. */
export interface OutageLog {
  /** Returns how many failures in a row that makes. */
  readonly failed: (error: unknown) => number
  readonly recovered: () => void
}

/** `broken` and `mended` are sentences without their full stop. */
export function outageLog(logger: Logger, broken: string, mended: string): OutageLog {
  let failures = 0
  let since = 0
  return {
    failed: (error) => {
      if (failures === 0) {
        since = Date.now()
        logger.warn({ err: error }, `${broken}: ${reasonOf(error)}. It is tried again until it works.`)
      }
      return ++failures
    },
    recovered: () => {
      if (failures > 0) logger.info({ seconds: (Date.now() - since) / 1000 }, `${mended} again.`)
      failures = 0
    },
  }
}

/** The reason within a sentence. A failed connection to a name with several addresses is an error without a message. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  const reason = error instanceof Error ? error.message || error.name : String(error)
  return reason.replace(/\.+$/, '')
}

/** Milliseconds to wait before try number `tries` (from 1): doubling, at most `most`, with jitter. */
export const backoff = (tries: number, most: number): number =>
  Math.min(most, 100 * 2 ** Math.min(tries, 20)) * (0.5 + Math.random() / 2)

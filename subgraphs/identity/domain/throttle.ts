const MINUTE = 60 * 1000

/** So many wrong passwords in a row cost nothing but the answer. */
export const FREE_FAILURES = 10
/** The pause after the next one (milliseconds); it doubles with each further one … */
export const FIRST_PAUSE = MINUTE
/** … up to this. Somebody who locks another out on purpose holds them out no longer than this at a time. */
export const LONGEST_PAUSE = 15 * MINUTE
/** Failures are forgotten when there was none for so long. */
export const FORGOTTEN_AFTER = 60 * MINUTE

/** Attempts to give a password that have not succeeded (yet), in a row, and when the last one was. */
export interface Attempts {
  readonly failures: number
  readonly lastAt: Date
}

/** Whether a password may be looked at now. */
export type Admission =
  | { readonly kind: 'admitted'; readonly attempts: Attempts }
  | { readonly kind: 'paused'; readonly retryAt: Date }

/**
 * Admits an attempt, counting it as a failure before its outcome is known: thousands sent at once are counted like
 * those sent one by one. A success clears the count. An attempt during a pause is not counted, so a pause ends.
 */
export function admit(earlier: Attempts | null, now: Date): Admission {
  if (earlier === null || isForgotten(earlier, now)) {
    return { kind: 'admitted', attempts: { failures: 1, lastAt: now } }
  }
  const { failures, lastAt } = earlier
  const pause = pauseAfter(failures)
  const retryAt = new Date(lastAt.getTime() + pause)
  if (pause > 0 && now < retryAt) return { kind: 'paused', retryAt }
  // Attempts at the same moment are not counted in the order of their clocks.
  return { kind: 'admitted', attempts: { failures: failures + 1, lastAt: now > lastAt ? now : lastAt } }
}

function isForgotten(attempts: Attempts, now: Date): boolean {
  return now.getTime() - attempts.lastAt.getTime() >= FORGOTTEN_AFTER
}

function pauseAfter(failures: number): number {
  return failures < FREE_FAILURES ? 0 : Math.min(FIRST_PAUSE * 2 ** (failures - FREE_FAILURES), LONGEST_PAUSE)
}

import { measure, type Window } from './load.ts'
import { median, printGoal } from './print.ts'
import type { BenchedSystem } from './system.ts'

const goalPercent = 3

export interface ThroughputOptions {
  readonly rounds: number
  /** How long each router is measured in a round. */
  readonly windowMs: number
  /** How long each is kept busy before: the first requests plan, and the next ones are compiled. */
  readonly warmUpMs: number
}

/**
 * Measures both routers in turn, in the opposite order each round, so that what else the machine does meets both
 * alike; what counts is the ratio within a round.
 */
export async function compareThroughput(
  { reporting, silent }: BenchedSystem,
  { rounds, windowMs, warmUpMs }: ThroughputOptions,
): Promise<void> {
  for (const router of [reporting, silent]) await measure(router, warmUpMs)

  const throughput: number[] = []
  const cpu: number[] = []
  const windows: Record<'with' | 'without', Window[]> = { with: [], without: [] }
  for (let round = 1; round <= rounds; round++) {
    const inTurn = round % 2 ? [reporting, silent] : [silent, reporting]
    const results = new Map<object, Window>()
    for (const router of inTurn) results.set(router, await measure(router, windowMs))
    const [on, off] = [results.get(reporting)!, results.get(silent)!]
    throughput.push(on.requestsPerSecond / off.requestsPerSecond)
    cpu.push(on.cpuMicroseconds / off.cpuMicroseconds)
    windows.with.push(on)
    windows.without.push(off)
    console.log(`  round ${round}: ${describe(on)} with reporting, ${describe(off)} without`)
  }
  for (const which of ['with', 'without'] as const) {
    const perSecond = median(windows[which].map(({ requestsPerSecond }) => requestsPerSecond))
    const micros = median(windows[which].map(({ cpuMicroseconds }) => cpuMicroseconds))
    console.log(
      `  ${which.padEnd(8)} reporting: ${perSecond.toFixed(0)} requests/s, ${micros.toFixed(1)} µs of CPU each`,
    )
  }
  printGoal('Throughput lost (median of ratios)', (1 - median(throughput)) * 100, '%', goalPercent)
  printGoal('More CPU per request (median of ratios)', (median(cpu) - 1) * 100, '%', goalPercent)
}

const describe = ({ requestsPerSecond, cpuMicroseconds }: Window): string =>
  `${requestsPerSecond.toFixed(0)}/s (${cpuMicroseconds.toFixed(0)} µs)`

import { median } from '../quantile.ts'
import type { OperationName } from './workload/subgraphs.ts'

/** What one round of load showed. */
export interface Measurement {
  readonly gateway: string
  readonly sharing: Sharing
  readonly operation: OperationName
  readonly requestsPerSecond: number
  readonly cpuMilliseconds: number
  readonly p50: number
  readonly p99: number
  readonly callsPerRequest: number
}

export type Sharing = 'off' | 'default' | 'requests'

const captions: Record<Sharing, string> = {
  off: 'all sharing off',
  default: "each gateway's own default for identical queries to subgraphs; clients' requests not shared",
  requests: 'identical requests of clients shared, too, where a gateway has that',
}

/** Prints the medians of all rounds, with ratios to our router. */
export function printReport(
  measurements: readonly Measurement[],
  peakMemory: ReadonlyMap<string, number>,
): void {
  const groups = Map.groupBy(measurements, ({ operation, sharing }) => `${operation}, ${captions[sharing]}`)
  for (const [title, group] of groups) {
    console.log(`\n${title}`)
    const rows = [...Map.groupBy(group, ({ gateway }) => gateway)].map(([gateway, rounds]) => {
      const of = (key: 'requestsPerSecond' | 'cpuMilliseconds' | 'p50' | 'p99' | 'callsPerRequest'): number =>
        median(rounds.map((round) => round[key]))
      return {
        gateway,
        rate: of('requestsPerSecond'),
        cpu: of('cpuMilliseconds'),
        p50: of('p50'),
        p99: of('p99'),
        calls: of('callsPerRequest'),
      }
    })
    const ours = rows.find(({ gateway }) => gateway === 'ours')
    console.table(
      Object.fromEntries(
        rows.map(({ gateway, rate, cpu, p50, p99, calls }) => [
          gateway,
          {
            'requests/s': Math.round(rate),
            'ours is faster by': ours ? `${(ours.rate / rate).toFixed(2)}×` : '',
            'CPU ms/request': cpu.toFixed(3),
            'CPU to ours': ours ? `${(cpu / ours.cpu).toFixed(2)}×` : '',
            'p50 ms': p50.toFixed(1),
            'p99 ms': p99.toFixed(1),
            'subgraph calls/request': calls.toFixed(2),
          },
        ]),
      ),
    )
  }
  console.log('\nPeak memory, MiB')
  for (const [name, mebibytes] of peakMemory)
    console.log(`  ${name.padEnd(24)}${mebibytes.toFixed(0).padStart(6)}`)
}

/**
 * `npm run bench:registry`: what reporting usage costs the router, and how long `rover subgraph check` takes over
 * 10,000 distinct operations. ROUNDS, WINDOW_MS, WARM_UP_MS and OPERATIONS make a run shorter or longer.
 */
import os from 'node:os'
import { timeChecks } from './check.ts'
import { startSystem } from './system.ts'
import { compareThroughput } from './throughput.ts'

const setting = (name: string, byDefault: number): number => Number(process.env[name] ?? byDefault)
const rounds = setting('ROUNDS', 15)
const windowMs = setting('WINDOW_MS', 4_000)
const warmUpMs = setting('WARM_UP_MS', 10_000)
const operations = setting('OPERATIONS', 10_000)

// Whatever else runs at the same time is in the numbers, too.
console.log(`${os.availableParallelism()} cores, load before the start ${os.loadavg()[0]!.toFixed(1)}`)
const system = await startSystem()
try {
  console.log(`Router with and without reporting, ${rounds} rounds of ${windowMs / 1_000} s each`)
  await compareThroughput(system, { rounds, windowMs, warmUpMs })
  console.log(`Checks over ${operations} distinct operations`)
  await timeChecks(system.registryUrl, operations, 5)
} finally {
  await system.stop()
}

/**
 * `npm run bench:subscriptions`: what an event costs on its way to thousands of clients, and what a subscription takes of
 * memory; our router over WebSockets and SSE, Hive Gateway over SSE. `--quick` takes less than a minute, `--clients=500`
 * another number of clients. Linux only, for CPU and memory of the processes.
 */
import os from 'node:os'
import { quantile } from '../quantile.ts'
import { installPeers } from './peers.ts'
import { measure, mostClients, ours } from './subscriptions/measure.ts'
import type { Mode, Run } from './subscriptions/measure.ts'

const quick = process.argv.includes('--quick')
const asked = Number(process.argv.find((argument) => argument.startsWith('--clients='))?.slice(10))
const length = quick ? { events: 10, warmUps: 5 } : { events: 30, warmUps: 20 }
const clients = Math.min(asked || (quick ? 500 : 5_000), mostClients())
/** For CPU beside a peer fewer do: what an event costs does not depend on how many get it. */
const besidePeers = Math.min(clients, 500)

console.log(
  `${os.availableParallelism()} cores, load before the start ${os.loadavg()[0]!.toFixed(1)}, Node ${process.version}`,
)
installPeers()

const hive = { gateway: 'Hive, Rust planner', script: 'peers/hive.mjs', path: '' }
const modes: Mode[] = ['identical', 'distinct variables']
const runs: Run[] = [
  ...modes.map((mode): Run => ({ ...ours, ...length, transport: 'WebSocket', mode, count: clients })),
  ...modes.flatMap((mode): Run[] => [
    { ...ours, ...length, transport: 'SSE', mode, count: besidePeers },
    { ...hive, ...length, transport: 'SSE', mode, count: besidePeers },
  ]),
]
const rows: object[] = []
for (const run of runs) {
  const { gateway, transport, mode, count } = run
  try {
    const measured = await measure(run)
    rows.push({
      gateway,
      transport,
      subscriptions: mode,
      clients: count,
      'CPU µs/event': Math.round(measured.cpuMicroseconds),
      'p50 ms': Math.round(quantile(measured.delays, 0.5)),
      'p99 ms': Math.round(quantile(measured.delays, 0.99)),
      'KiB/subscription': Math.round(measured.kibPerSubscription),
      lost: measured.lost,
    })
  } catch (error) {
    console.error(`${gateway}, ${mode}: ${(error as Error).message}`)
  }
}
console.table(rows)
process.exit(0)

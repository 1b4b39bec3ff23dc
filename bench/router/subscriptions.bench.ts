/**
 * `npm run bench:subscriptions`: what an event costs on its way to thousands of clients, and what a subscription takes of
 * memory; our router over WebSockets and SSE, Hive Gateway over SSE. `--quick` takes less than a minute, `--clients=500`
 * another number of clients. Linux only, for CPU and memory of the processes.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { composeSubgraphs } from '@tradewind/composition'
import { installPeers } from './peers.ts'
import { startServer } from './processes.ts'
import { openClients } from './subscriptions/clients.ts'
import type { Transport } from './subscriptions/clients.ts'
import { liveWorkload } from './subscriptions/workload.ts'

const quick = process.argv.includes('--quick')
const asked = Number(process.argv.find((argument) => argument.startsWith('--clients='))?.slice(10))
const events = quick ? 10 : 30
const warmUps = quick ? 5 : 20
/** A connection of each client, and in the router one to the subgraph as well. */
const openFiles = Number(/Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1])
const clients = Math.min(asked || (quick ? 500 : 5_000), Math.floor((openFiles - 200) / 2))
/** For CPU beside a peer fewer do: what an event costs does not depend on how many get it. */
const besidePeers = Math.min(clients, 500)
const here = (path: string): URL => new URL(path, import.meta.url)

console.log(
  `${os.availableParallelism()} cores, load before the start ${os.loadavg()[0]!.toFixed(1)}, Node ${process.version}`,
)
installPeers()

await using started = new AsyncDisposableStack()
const directory = mkdtempSync(join(os.tmpdir(), 'bench-subscriptions-'))
started.defer(() => rmSync(directory, { recursive: true }))
const supergraph = join(directory, 'supergraph.graphql')

type Mode = 'identical' | 'distinct variables'
interface Run {
  readonly gateway: string
  readonly script: string
  readonly path: string
  readonly transport: Transport
  readonly mode: Mode
  readonly count: number
}

async function measure({ gateway, script, path, transport, mode, count }: Run): Promise<object> {
  await using running = new AsyncDisposableStack()
  const subgraphs = await startServer(here('subscriptions/subgraphs.ts'), {})
  running.defer(() => subgraphs.stop())
  const composed = composeSubgraphs(
    liveWorkload.map(({ name, sdl }) => ({ name, sdl, url: `${subgraphs.url}/${name}`, place: name })),
  )
  if (!composed.ok) throw new Error(composed.errors.map(({ message }) => message).join('\n'))
  writeFileSync(supergraph, composed.supergraphSdl)
  const router = await startServer(here(script), { SUPERGRAPH: supergraph, PLANNER: 'rust' })
  running.defer(() => router.stop())

  const emit = async (): Promise<void> => void (await fetch(`${subgraphs.url}/emit`, { method: 'POST' }))
  const url = `${router.url}${path}`
  const upcOf = (client: number): string => (mode === 'identical' ? '1' : String(client))
  // What it takes to answer at all is not what a subscription takes.
  const first = await openClients(url, transport, 50, upcOf)
  await emit()
  await wait(500)
  first.stop()
  await wait(500)

  const memoryBefore = router.memory()
  const opened = await openClients(url, transport, count, upcOf)
  running.defer(() => opened.stop())
  /** Sends an event until all have it: the first one may come before the last one has subscribed. */
  async function deliver(): Promise<readonly number[]> {
    opened.reset()
    await emit()
    const patience = performance.now() + 20_000
    while (opened.delays.length < count && performance.now() < patience) await wait(5)
    return opened.delays
  }
  while ((await deliver()).length < count) await wait(100)
  // What runs for the first time costs more than it does later.
  for (let event = 0; event < warmUps; event++) await deliver()
  const memory = router.memory() - memoryBefore

  const delays: number[] = []
  const cpuBefore = router.cpuSeconds()
  for (let event = 0; event < events; event++) delays.push(...(await deliver()))
  const cpu = router.cpuSeconds() - cpuBefore
  delays.sort((a, b) => a - b)
  const quantile = (q: number): number => delays[Math.floor(delays.length * q)] ?? NaN
  return {
    gateway,
    transport,
    subscriptions: mode,
    clients: count,
    'CPU µs/event': Math.round((cpu * 1e6) / (events * count)),
    'p50 ms': Math.round(quantile(0.5)),
    'p99 ms': Math.round(quantile(0.99)),
    'KiB/subscription': Math.round((memory * 1_024) / count),
    lost: events * count - delays.length,
  }
}

const ours = { gateway: 'ours', script: 'gateways/ours.ts', path: '/graphql' }
const hive = { gateway: 'Hive, Rust planner', script: 'peers/hive.mjs', path: '' }
const modes: Mode[] = ['identical', 'distinct variables']
const runs: Run[] = [
  ...modes.map((mode): Run => ({ ...ours, transport: 'WebSocket', mode, count: clients })),
  ...modes.flatMap((mode): Run[] => [
    { ...ours, transport: 'SSE', mode, count: besidePeers },
    { ...hive, transport: 'SSE', mode, count: besidePeers },
  ]),
]
const rows: object[] = []
for (const run of runs) {
  try {
    rows.push(await measure(run))
  } catch (error) {
    console.error(`${run.gateway}, ${run.mode}: ${(error as Error).message}`)
  }
}
console.table(rows)
process.exit(0)

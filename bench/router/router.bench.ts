/**
 * `npm run bench:router`: our router, Apollo Server with @apollo/gateway, Hive Gateway with both of its planners, and
 * the floor, each one process on this Node and on one core, in alternating rounds over the same workload; subgraphs and
 * clients are on another core. `--quick` takes two minutes. Linux only, for cores, CPU and memory of the processes.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { composeSubgraphs } from '@tradewind/composition'
import { quantile } from '../quantile.ts'
import { generateLoad } from './load.ts'
import { installPeers } from './peers.ts'
import { cores, startServer, stayOn } from './processes.ts'
import type { ServerProcess } from './processes.ts'
import { printReport } from './report.ts'
import type { Measurement, Sharing } from './report.ts'
import { operations, workload } from './workload/subgraphs.ts'
import type { OperationName } from './workload/subgraphs.ts'

const quick = process.argv.includes('--quick')
const rounds = quick ? 1 : 5
const seconds = quick ? 1 : 3
/** Before the rounds: what a server does for hours is compiled by then. */
const warmUpSeconds = quick ? 1 : 10
const concurrency = 32
const here = (path: string): URL => new URL(path, import.meta.url)

console.log(
  `${os.availableParallelism()} cores, one of them for what is measured, load before the start ${os.loadavg()[0]!.toFixed(1)}, Node ${process.version}`,
)
installPeers()
stayOn(cores.other)

await using started = new AsyncDisposableStack()
const subgraphs = await startServer(here('workload/server.ts'), {})
started.defer(() => subgraphs.stop())
const directory = mkdtempSync(join(os.tmpdir(), 'bench-router-'))
started.defer(() => rmSync(directory, { recursive: true }))
const supergraph = join(directory, 'supergraph.graphql')
const composed = composeSubgraphs(
  workload.map(({ name, sdl }) => ({ name, sdl, url: `${subgraphs.url}/${name}`, place: name })),
)
if (!composed.ok) throw new Error(composed.errors.map(({ message }) => message).join('\n'))
writeFileSync(supergraph, composed.supergraphSdl)

interface Gateway {
  readonly name: string
  readonly sharing: Sharing
  readonly process: ServerProcess
  readonly path: string
}
const gateways: Gateway[] = []
async function add(
  name: string,
  sharing: Sharing,
  script: string,
  env: Record<string, string> = {},
): Promise<Gateway> {
  const settings = { SUPERGRAPH: supergraph, SHARING: sharing, ...env }
  const server = await startServer(here(script), settings, cores.measured)
  started.defer(() => server.stop())
  const path = server.url.endsWith('/graphql') || name === 'stock' ? '' : '/graphql'
  const gateway = { name, sharing, process: server, path }
  gateways.push(gateway)
  return gateway
}
const ours = await add('ours', 'off', 'gateways/ours.ts')
for (const sharing of ['default', 'requests'] as const) await add('ours', sharing, 'gateways/ours.ts')
await add('stock', 'off', 'peers/stock.mjs')
await add('stock', 'default', 'peers/stock.mjs')
for (const planner of ['js', 'rust'])
  for (const sharing of ['off', 'default', 'requests'] as const)
    await add(`hive-${planner}`, sharing, 'peers/hive.mjs', { PLANNER: planner })

const ask = async ({ process: { url }, path }: Gateway, query: string): Promise<string> => {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  return (await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify({ query }) })).text()
}
const subgraphCalls = async () =>
  (await fetch(subgraphs.url)).json() as Promise<{ calls: number; recorded: object[] }>

/** Every gateway has to give the same answer; the floor sends what our router asked for. */
const expected = new Map<OperationName, string>()
const calls: Record<string, object[]> = {}
for (const [name, query] of Object.entries(operations) as [OperationName, string][]) {
  await subgraphCalls()
  const answer = await ask(ours, query)
  calls[query] = (await subgraphCalls()).recorded
  if (answer.includes('"errors"'))
    throw new Error(`Our router answered ${name} with errors: ${answer.slice(0, 500)}`)
  expected.set(name, answer)
  console.log(`${name}: ${calls[query].length} calls, ${(answer.length / 1_000).toFixed(1)} kB`)
}
await add('floor', 'off', 'gateways/floor.ts', { SUBGRAPHS: subgraphs.url, CALLS: JSON.stringify(calls) })

const canonical = (body: string): string => JSON.stringify((JSON.parse(body) as { data: unknown }).data)
const measurements: Measurement[] = []
for (const [operation, query] of Object.entries(operations) as [OperationName, string][]) {
  const right = canonical(expected.get(operation)!)
  const load = (
    { name, process: { url }, path }: Gateway,
    duration: number,
  ): ReturnType<typeof generateLoad> =>
    generateLoad(
      `${url}${path}`,
      query,
      duration,
      concurrency,
      (body) => name === 'floor' || canonical(body) === right,
    )
  for (const gateway of gateways) await load(gateway, warmUpSeconds)
  for (let round = 0; round < rounds; round += 1) {
    // Each round begins with another gateway, so that none always has the machine as another one left it.
    const order = gateways.map((_, index) => gateways[(index + round) % gateways.length]!)
    for (const gateway of order) {
      const { name, sharing, process: server } = gateway
      await load(gateway, seconds / 6)
      await subgraphCalls()
      const before = server.cpuSeconds()
      const { requests, seconds: took, latencies } = await load(gateway, seconds)
      const cpu = server.cpuSeconds() - before
      measurements.push({
        gateway: name,
        sharing,
        operation,
        requestsPerSecond: requests / took,
        cpuMilliseconds: (cpu * 1_000) / requests,
        p50: quantile(latencies, 0.5),
        p99: quantile(latencies, 0.99),
        callsPerRequest: (await subgraphCalls()).calls / requests,
      })
    }
  }
}
const peakMemory = new Map(
  gateways.map(({ name, sharing, process: server }) => [`${name} (${sharing})`, server.peakMemory()]),
)
printReport(measurements, peakMemory)

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { composeSubgraphs } from '@tradewind/composition'
import { startServer } from '../processes.ts'
import { openClients } from './clients.ts'
import type { Transport } from './clients.ts'
import { liveWorkload } from './workload.ts'

export type Mode = 'identical' | 'distinct variables'
/** What is measured: so many subscriptions of a kind on a gateway. */
export interface Run {
  readonly gateway: string
  readonly script: string
  readonly path: string
  readonly transport: Transport
  readonly mode: Mode
  readonly count: number
  /** How many events are counted, after so many that are not: what runs for the first time costs more than later. */
  readonly events: number
  readonly warmUps: number
}

/** What came of it. */
export interface Measured {
  /** Processor time of the gateway, for one event on its way to one client. */
  readonly cpuMicroseconds: number
  /** From the subgraph to a client, in milliseconds. */
  readonly delays: readonly number[]
  readonly kibPerSubscription: number
  /** Events that did not come to one of the clients. */
  readonly lost: number
}

/** Opens subscriptions on a gateway in a process of its own, and sends all of them events. */
export async function measure(run: Run): Promise<Measured> {
  const { script, path, transport, mode, count, events, warmUps } = run
  await using running = new AsyncDisposableStack()
  const directory = mkdtempSync(join(os.tmpdir(), 'subscriptions-'))
  running.defer(() => rmSync(directory, { recursive: true }))
  const supergraph = join(directory, 'supergraph.graphql')
  const subgraphs = await startServer(new URL('subgraphs.ts', import.meta.url), {})
  running.defer(() => subgraphs.stop())
  const composed = composeSubgraphs(
    liveWorkload.map(({ name, sdl }) => ({ name, sdl, url: `${subgraphs.url}/${name}`, place: name })),
  )
  if (!composed.ok) throw new Error(composed.errors.map(({ message }) => message).join('\n'))
  writeFileSync(supergraph, composed.supergraphSdl)
  const router = await startServer(new URL(`../${script}`, import.meta.url), {
    SUPERGRAPH: supergraph,
    PLANNER: 'rust',
  })
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
  /** Sends an event, and waits until all have it. */
  async function deliver(patienceMs = 20_000): Promise<readonly number[]> {
    opened.reset()
    await emit()
    const until = performance.now() + patienceMs
    while (opened.delays.length < count && performance.now() < until) await wait(5)
    return opened.delays
  }
  // The first ones may come before the last client has subscribed.
  while ((await deliver(2_000)).length < count) await wait(100)
  for (let event = 0; event < warmUps; event++) await deliver()
  const memory = router.memory() - memoryBefore

  const delays: number[] = []
  const cpuBefore = router.cpuSeconds()
  for (let event = 0; event < events; event++) delays.push(...(await deliver()))
  const cpu = router.cpuSeconds() - cpuBefore
  return {
    cpuMicroseconds: (cpu * 1e6) / (events * count),
    delays,
    kibPerSubscription: (memory * 1_024) / count,
    lost: events * count - delays.length,
  }
}

/** A connection of each client and, in the router, one to the subgraph as well have to be open at a time. */
export function mostClients(): number {
  const files = Number(/Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1])
  return Math.floor((files - 200) / 2)
}

export const ours = { gateway: 'ours', script: 'gateways/ours.ts', path: '/graphql' } as const

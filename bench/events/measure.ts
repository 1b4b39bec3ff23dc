import { setTimeout as sleep } from 'node:timers/promises'
import type { Lane } from './lane.ts'
import type { Flood, Sent, Trickle } from './load.ts'
import { totalOf, type Usage } from './meter.ts'
import type { Settled } from './roles/tally.ts'

/** When each event was committed, and how many milliseconds later it was handled, at a pace that keeps nobody busy. */
export async function latencies(
  { from, to }: Lane,
  trickle: Trickle,
): Promise<{ at: number; wait: number }[]> {
  await to.call('expect', { count: trickle.count, times: true })
  const committed = await from.call<Sent[]>('trickle', trickle)
  const handled = new Map((await to.call<Settled>('settled')).handled)
  return committed.map(([id, at]) => ({ at, wait: handled.get(id)! - at }))
}

/** Events a second, from the first commit to the last event handled. */
export async function throughput({ from, to }: Lane, flood: Flood): Promise<number> {
  await to.call('expect', { count: flood.count, times: false })
  const began = await from.call<number>('flood', flood)
  const { last } = await to.call<Settled>('settled')
  return flood.count / ((last - began) / 1000)
}

/** What the two processes of a lane used while something was done. */
export async function used(
  { from, to }: Lane,
  work: () => Promise<unknown>,
): Promise<{ from: Usage; to: Usage }> {
  await from.call('usage')
  await to.call('usage')
  await work()
  // What follows an event: its mark in the outbox, its acknowledgement.
  await sleep(300)
  return { from: await from.call('usage'), to: await to.call('usage') }
}

/** SQL statements: for each event published and handled, alone and in a flood, and in each second without any. */
export interface Statements {
  readonly publishedAlone: number
  readonly handledAlone: number
  readonly publishedFlooded: number
  readonly handledFlooded: number
  readonly publisherIdle: number
  readonly subscriberIdle: number
}

export async function countStatements(lane: Lane, flood: Flood, idleSeconds: number): Promise<Statements> {
  const single = { count: 20, gap: 50 }
  const alone = await used(lane, () => latencies(lane, single))
  const flooded = await used(lane, () => throughput(lane, flood))
  const idle = await used(lane, () => sleep(idleSeconds * 1000))
  return {
    publishedAlone: totalOf(alone.from) / single.count,
    handledAlone: totalOf(alone.to) / single.count,
    publishedFlooded: totalOf(flooded.from) / flood.count,
    handledFlooded: totalOf(flooded.to) / flood.count,
    publisherIdle: totalOf(idle.from) / idleSeconds,
    subscriberIdle: totalOf(idle.to) / idleSeconds,
  }
}

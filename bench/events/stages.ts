import { median } from '../quantile.ts'
import type { Lane } from './lane.ts'
import type { Trickle } from './load.ts'
import { latencies, used } from './measure.ts'
import type { Step } from './meter.ts'

/** One thing that happens to an event alone in the system: medians, in milliseconds after its COMMIT (or add) was sent. */
export interface Stage {
  readonly process: 'publisher' | 'subscriber'
  /** The statement, command or notification; with a number where it comes more than once. */
  readonly what: string
  readonly from: number
  readonly to: number
  /** In what share of the events it happened. */
  readonly share: number
}

interface Seen {
  readonly process: Stage['process']
  readonly what: string
  readonly from: number[]
  readonly to: number[]
}

/** Sends events far apart, and returns what both processes asked of the servers for each, in the order it ended. */
export async function stages(lane: Lane, trickle: Trickle): Promise<Stage[]> {
  const committed: number[] = []
  const waits: number[] = []
  const { from, to } = await used(lane, async () => {
    for (const { at, wait } of await latencies(lane, trickle)) {
      committed.push(at)
      waits.push(wait)
    }
  })
  const seen = new Map<string, Seen>([
    ['handled', { process: 'subscriber', what: 'HANDLED', from: waits, to: waits }],
  ])
  for (const [index, at] of committed.entries()) {
    const next = committed[index + 1] ?? Infinity
    const mine = ({ to: ended }: Step): boolean => ended >= at && ended < next
    for (const [process, steps] of [
      ['publisher', from.steps.filter(mine)],
      ['subscriber', to.steps.filter(mine)],
    ] as const) {
      const times = new Map<string, number>()
      for (const step of steps.toSorted((one, other) => one.to - other.to)) {
        const time = (times.get(step.what) ?? 0) + 1
        times.set(step.what, time)
        const what = time === 1 ? step.what : `${step.what} (${time})`
        const key = `${process} ${what}`
        const all = seen.get(key) ?? { process, what, from: [], to: [] }
        seen.set(key, all)
        all.from.push(step.from - at)
        all.to.push(step.to - at)
      }
    }
  }
  return [...seen.values()]
    .map((all) => ({
      process: all.process,
      what: all.what,
      from: median(all.from),
      to: median(all.to),
      share: all.from.length / committed.length,
    }))
    .filter(({ share }) => share >= 0.5)
    .toSorted((one, other) => one.to - other.to)
}

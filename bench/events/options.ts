import { parseArgs } from 'node:util'

/** What is asked of the benchmark. */
export interface Options {
  readonly json: boolean
  readonly rounds: number
  /** Events of a round at low load, and milliseconds between two of them on average. */
  readonly trickle: { readonly count: number; readonly gap: number }
  /** Events of a round at saturation, by back end. */
  readonly flood: Readonly<Record<'postgres' | 'redis', number>>
  readonly idleSeconds: number
  /** Instead of all that: the plans of the outbox's statements with so many rows. */
  readonly rows: number | undefined
  /** Instead of all that: where the time of an event alone goes. */
  readonly stages: boolean
  /** Instead of all that: how a subscriber catches up with so many events. */
  readonly backlog: number | undefined
}

/** About five minutes; `--quick` about one. */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      stages: { type: 'boolean', default: false },
      rows: { type: 'string' },
      backlog: { type: 'string' },
    },
  })
  const number = (text: string | undefined): number | undefined => {
    if (text === undefined) return undefined
    if (!/^[1-9]\d*$/.test(text)) throw new Error(`"${text}" is not a number of rows or events.`)
    return Number(text)
  }
  return {
    json: values.json,
    rounds: values.quick ? 2 : 5,
    // Ten a second: each is handled before the next one comes, and none waits for another.
    trickle: { count: values.quick ? 20 : 60, gap: 100 },
    flood: values.quick ? { postgres: 600, redis: 2000 } : { postgres: 3000, redis: 12_000 },
    idleSeconds: values.quick ? 6 : 20,
    stages: values.stages,
    rows: number(values.rows),
    backlog: number(values.backlog),
  }
}

/** What a run is given. */
export interface ScheduledRun {
  /** When it was due: two runs of one schedule have different ticks, a repeated run has that of the first. */
  readonly tick: Date
  /** Aborted when the process stops or the run lost its lock. Work in small steps and look at it between them. */
  readonly signal: AbortSignal
}

/** Work that is due again and again. Made by `every`, listed where a subgraph starts its events. */
export interface Schedule {
  /** Unique within the subgraph, e.g. `expired-sessions`. */
  readonly name: string
  readonly rhythm: Rhythm
  /** What it returns (a count, an object of counts) is kept with the run, for operators to see. */
  run(run: ScheduledRun): Promise<unknown>
}

export type Rhythm =
  /** Milliseconds from one tick to the next. */
  | { readonly interval: number }
  /** A cron expression of five fields (minute, hour, day of the month, month, day of the week), in UTC. */
  | { readonly cron: string }

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/**
 * Declares periodic work. Each tick is run once, by whichever replica takes it, and never while another run of the same
 * schedule is under way. A run that throws is tried again, then stays in the failed set; ticks that nobody was there
 * for come to one run. So `run` does what there is to do now, however much that has become.
 * @throws Error when the name or the rhythm makes no sense.
 */
export function every({ name, run, ...rhythm }: Omit<Schedule, 'rhythm'> & Rhythm): Schedule {
  if (!NAME.test(name)) throw new Error(`A schedule is named like expired-sessions, not "${name}".`)
  if ('interval' in rhythm && !(Number.isInteger(rhythm.interval) && rhythm.interval >= 100)) {
    throw new Error(`The interval of ${name} must be whole milliseconds, 100 at least.`)
  }
  return { name, rhythm, run }
}

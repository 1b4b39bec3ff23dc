import type { QueueKind } from '@tradewind/testkit'
import { startOurs, startRaw, type Lane } from './lane.ts'
import { countStatements, latencies, throughput, type Statements } from './measure.ts'
import type { Options } from './options.ts'
import type { Servers } from './servers.ts'
import { stages, type Stage } from './stages.ts'

/** What a lane did, over all rounds. */
export interface Figures {
  /** Milliseconds from commit (or add) to handled, at low load. */
  readonly p50: number
  readonly p99: number
  /** Events a second at saturation: the median of the rounds, and each of them. */
  readonly rate: number
  readonly rates: readonly number[]
}

export interface Comparison {
  readonly kind: QueueKind
  readonly ours: Figures
  readonly raw: Figures
  readonly statements: Statements
}

export interface StagesOf {
  readonly kind: QueueKind
  readonly ours: readonly Stage[]
  readonly raw: readonly Stage[]
}

/** How many events our subscriber takes out of its queue at a time: BullMQ by itself gets as many. */
const IN_HAND = 128
/** The relay's batch: BullMQ by itself adds as many at a time. */
const BATCH = 200
/** Events of a publisher's transaction. */
const COMMIT = 100
/** Events before anything is measured: code is compiled then, connections are open. */
const WARM_UP = 500

/** Both lanes on one back end. */
const startBoth = async (servers: Servers, queueUrl: string): Promise<{ ours: Lane; raw: Lane }> => ({
  ours: await startOurs(servers, queueUrl), // makes BullMQ's tables, too
  raw: await startRaw(queueUrl, IN_HAND),
})

/** Where the time goes that an event takes from its commit to its handler's, in both lanes on one back end. */
export async function compareStages(
  servers: Servers,
  kind: QueueKind,
  { trickle }: Options,
): Promise<StagesOf> {
  const both = await startBoth(servers, servers.queueUrls.get(kind)!)
  const of = async (lane: Lane): Promise<Stage[]> => {
    await throughput(lane, { count: WARM_UP, together: 1, writers: 1 })
    const seen = await stages(lane, trickle)
    await lane.stop()
    return seen
  }
  return { kind, ours: await of(both.ours), raw: await of(both.raw) }
}

/** Measures both lanes on one back end, in rounds by turns, so that what else the machine does meets both. */
export async function compare(servers: Servers, kind: QueueKind, options: Options): Promise<Comparison> {
  const queueUrl = servers.queueUrls.get(kind)!
  const { ours, raw } = await startBoth(servers, queueUrl)
  const count = options.flood[kind]
  const flood = { ours: { count, together: COMMIT, writers: 2 }, raw: { count, together: BATCH, writers: 2 } }
  const seen = {
    ours: { waits: [] as number[], rates: [] as number[] },
    raw: { waits: [] as number[], rates: [] as number[] },
  }
  const both: Lane[] = [ours, raw]
  for (const lane of both) await throughput(lane, { ...flood[lane.name], count: WARM_UP })
  const inTurns = async (measure: (lane: Lane) => Promise<unknown>): Promise<void> => {
    for (let round = 0; round < options.rounds; round++) {
      for (const lane of round % 2 ? both.toReversed() : both) await measure(lane)
    }
  }
  // All of the low load comes before the floods, which leave PostgreSQL with pages to write and rows to vacuum.
  await inTurns(async (lane) => {
    for (const { wait } of await latencies(lane, options.trickle)) seen[lane.name].waits.push(wait)
  })
  await inTurns(async (lane) => seen[lane.name].rates.push(await throughput(lane, flood[lane.name])))
  await raw.stop()
  const statements = await countStatements(
    ours,
    { ...flood.ours, count: Math.min(count, 2000) },
    options.idleSeconds,
  )
  await ours.stop()
  return { kind, ours: figures(seen.ours), raw: figures(seen.raw), statements }
}

const figures = ({ waits, rates }: { waits: number[]; rates: number[] }): Figures => ({
  p50: quantile(waits, 0.5),
  p99: quantile(waits, 0.99),
  rate: quantile(rates, 0.5),
  rates,
})

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)]!

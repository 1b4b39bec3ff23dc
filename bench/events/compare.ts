import type { QueueKind } from '@tradewind/testkit'
import { startOurs, startRaw, type Lane } from './lane.ts'
import { countStatements, latencies, throughput, type Statements } from './measure.ts'
import type { Options } from './options.ts'
import type { Servers } from './servers.ts'

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

/** How many events our subscriber takes out of its queue at a time: BullMQ by itself gets as many. */
const IN_HAND = 128
/** The relay's batch: BullMQ by itself adds as many at a time. */
const BATCH = 200
/** Events of a publisher's transaction. */
const COMMIT = 100

/** Measures both lanes on one back end, in rounds by turns, so that what else the machine does meets both. */
export async function compare(servers: Servers, kind: QueueKind, options: Options): Promise<Comparison> {
  const queueUrl = servers.queueUrls.get(kind)!
  const ours = await startOurs(servers, queueUrl) // makes BullMQ's tables, too
  const raw = await startRaw(queueUrl, IN_HAND)
  const count = options.flood[kind]
  const flood = { ours: { count, together: COMMIT, writers: 2 }, raw: { count, together: BATCH, writers: 2 } }
  const seen = {
    ours: { waits: [] as number[], rates: [] as number[] },
    raw: { waits: [] as number[], rates: [] as number[] },
  }
  const both: Lane[] = [ours, raw]
  for (const lane of both) await throughput(lane, { ...flood[lane.name], count: 500 }) // code is compiled, connections open
  const inTurns = async (measure: (lane: Lane) => Promise<unknown>): Promise<void> => {
    for (let round = 0; round < options.rounds; round++) {
      for (const lane of round % 2 ? both.toReversed() : both) await measure(lane)
    }
  }
  // All of the low load comes before the floods, which leave PostgreSQL with pages to write and rows to vacuum.
  await inTurns(async (lane) => seen[lane.name].waits.push(...(await latencies(lane, options.trickle))))
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

/**
 * Feeds a new or repaired subscriber with events of the past, from the outboxes of their publishers.
 *   npm run events:replay -- --to SUBGRAPH [--type TYPE] [--since TIME] [--from PUBLISHER] [--dry-run]
 * Exit status 0 when all of it is in the subscriber's queue, 1 when it is not; then it says how to go on.
 */
import path from 'node:path'
import { openBus } from '@tradewind/events'
import { countEvents, replay, ReplayError, surveyAll, type Progress } from '@tradewind/events/replay'
import { createLogger, createPool } from '@tradewind/service'
import type { Pool } from 'pg'
import { readArguments, type Arguments } from './events-replay/arguments.ts'
import { Positions } from './events-replay/positions.ts'
import { announce, describe, table } from './events-replay/report.ts'
import { findUrls } from './events-replay/urls.ts'

const TELL_EVERY_MS = 5_000

async function main(): Promise<void> {
  const given = readArguments(process.argv.slice(2))
  const { databases, queueUrl } = findUrls(path.resolve(import.meta.dirname, '..'))
  await using open = new AsyncDisposableStack()
  const pools = new Map<string, Pool>()
  for (const [name, url] of databases) {
    const pool = open.adopt(createPool(url, 'tradewind-replay', 2), (each) => each.end())
    pools.set(name, pool)
  }
  const bus = open.adopt(await openBus(queueUrl, { logger: createLogger('replay', 'warn') }), (each) =>
    each.close(),
  )
  await run(given, { ...given, bus, outboxes: pools, inbox: inboxOf(given, pools) })
}

/** @throws ReplayError when it is needed and not known */
function inboxOf({ to, again }: Arguments, pools: ReadonlyMap<string, Pool>): Pool | undefined {
  if (!again) return undefined
  const inbox = pools.get(to)
  if (!inbox) throw new ReplayError(`The database of ${to} is not known, and --again needs it: name its URL.`)
  return inbox
}

async function run(given: Arguments, options: Parameters<typeof surveyAll>[0]): Promise<void> {
  const sources = await surveyAll(options)
  console.log(announce(sources))
  if (given.dryRun) return await count(given, sources)

  const positions = new Positions(sources)
  const stop = new AbortController()
  const stopNow = (): void => stop.abort(new ReplayError('Stopped.'))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stopNow)
  try {
    const onProgress = teller(positions)
    const { queued, discarded } = await replay(sources, { ...options, signal: stop.signal, onProgress })
    console.log(`In the queue of ${given.to}, behind live events:\n${table(queued) || '  nothing'}`)
    if (discarded > 0) console.log(`Left out, as an operator had discarded them: ${discarded}`)
  } catch (error) {
    throw new ReplayError(
      `${(error as Error).message} To go on, run the same command with --after ${positions.asArgument()}`,
      {
        cause: error,
      },
    )
  }
}

async function count({ again, to }: Arguments, sources: Parameters<typeof countEvents>[0]): Promise<void> {
  const counts = await countEvents(sources)
  console.log(`Would be replayed to ${to}:\n${table(counts) || '  nothing'}`)
  if (again) console.log(`${to} would handle all of these again. To do it, add --confirm ${to}`)
}

/** Tells every few seconds how far it is, and where to go on should this process be killed. */
function teller(positions: Positions): (progress: Progress) => void {
  let told = 0
  return (progress) => {
    positions.moved(progress)
    if (Date.now() - told < TELL_EVERY_MS && progress.waiting === undefined) return
    told = Date.now()
    console.log(`${describe(progress)}  [--after ${positions.asArgument()}]`)
  }
}

try {
  await main()
} catch (error) {
  const { message, stack } = error as Error
  console.error(message || stack)
  process.exitCode = 1
}

import { parseArgs } from 'node:util'
import { ReplayError } from '@tradewind/events/replay'

export const usage = `Usage: npm run events:replay -- --to SUBGRAPH [options]

  --to SUBGRAPH       the subscriber to feed; it must have been started once
  --type TYPE         only this type (may be repeated); by default all that it subscribes to
  --from PUBLISHER    only what this subgraph published
  --since TIME        only what was published from then on: 2026-11-20 or 2026-11-20T08:00:00Z
  --after P=N,…       go on where an earlier replay stopped, as it said
  --dry-run           count by type, and change nothing
  --again             handle again what SUBGRAPH has handled; needs --type, and counts only, unless
  --confirm SUBGRAPH  … its name is repeated here
  --with-discarded    also what an operator discarded for it in the console
  --queue-limit N     wait while so many events wait in its queue (1000)`

export interface Arguments {
  readonly to: string
  readonly types: readonly string[] | undefined
  readonly from: string | undefined
  readonly since: Date | undefined
  readonly after: ReadonlyMap<string, bigint>
  readonly dryRun: boolean
  readonly again: boolean
  readonly withDiscarded: boolean
  readonly queueLimit: number
}

/** @throws ReplayError */
export function readArguments(args: readonly string[]): Arguments {
  const values = parse(args)
  if (!values.to) throw new ReplayError(`Say which subgraph is to be fed.\n\n${usage}`)
  if (values.again && !values.type)
    throw new ReplayError('--again needs --type: name the events that are to be handled again.')
  if (values.confirm !== undefined && values.confirm !== values.to)
    throw new ReplayError(`--confirm must repeat the name of the subgraph: --confirm ${values.to}`)
  return {
    to: values.to,
    types: values.type,
    from: values.from,
    since: values.since === undefined ? undefined : readTime(values.since),
    after: readPositions(values.after ?? ''),
    dryRun: values['dry-run'] || (values.again && values.confirm === undefined),
    again: values.again,
    withDiscarded: values['with-discarded'],
    queueLimit: readLimit(values['queue-limit']),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        to: { type: 'string' },
        type: { type: 'string', multiple: true },
        from: { type: 'string' },
        since: { type: 'string' },
        after: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        again: { type: 'boolean', default: false },
        confirm: { type: 'string' },
        'with-discarded': { type: 'boolean', default: false },
        'queue-limit': { type: 'string', default: '1000' },
      },
    }).values
  } catch (error) {
    throw new ReplayError(`${(error as Error).message}\n\n${usage}`)
  }
}

/** A date is its beginning in UTC; a time needs its zone, so that it means the same on every machine. */
function readTime(text: string): Date {
  const form = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/
  const time = new Date(text)
  if (!form.test(text) || Number.isNaN(time.getTime()))
    throw new ReplayError(`--since ${text} is not a time: write 2026-11-20 or 2026-11-20T08:00:00Z.`)
  return time
}

function readPositions(text: string): Map<string, bigint> {
  return new Map(
    text
      .split(',')
      .filter(Boolean)
      .map((entry) => {
        const [, publisher, position] = /^([a-z][a-z0-9-]*)=(\d{1,18})$/.exec(entry) ?? []
        if (!publisher || !position)
          throw new ReplayError(`--after ${text} is not a list of positions, like catalog=1200,ordering=88.`)
        return [publisher, BigInt(position)]
      }),
  )
}

function readLimit(text: string): number {
  const limit = Number(text)
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new ReplayError(`--queue-limit ${text} is not a number of events from 1 on.`)
  return limit
}

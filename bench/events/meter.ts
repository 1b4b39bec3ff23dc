import { Redis } from 'ioredis'
import pg from 'pg'
import { now } from './load.ts'

/** What a process has used since it was last asked. */
export interface Usage {
  /** SQL statements sent, by what they do: the first word, and for ours the table. */
  readonly statements: Readonly<Record<string, number>>
  /** Milliseconds of processor time. */
  readonly cpu: number
  /** What was asked of the servers, and when: since the last call, the last thousand at most. */
  readonly steps: readonly Step[]
}

/** One question to a server: from sending it to having its answer. A notification begins and ends as it is heard. */
export interface Step {
  readonly what: string
  readonly from: number
  readonly to: number
}

const MOST_STEPS = 1000

type Callback = (...results: unknown[]) => unknown

/** Notes every SQL statement and Redis command that this process sends, whoever sends it: Prisma, the relay, BullMQ. */
export function startMeter(): () => Usage {
  const statements: Record<string, number> = {}
  let steps: Step[] = []
  let cpu = process.cpuUsage()

  const note = (what: string, from: number, to = now()): void => {
    if (steps.length < MOST_STEPS) steps.push({ what, from, to })
  }
  const noteAnswer = (what: string, answer: unknown): void => {
    const from = now()
    const noteEnd = (): void => note(what, from)
    if (answer instanceof Promise) void answer.then(noteEnd, noteEnd)
  }

  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first] = args
    const what = kindOf(typeof first === 'string' ? first : ((first as { text?: string } | null)?.text ?? ''))
    statements[what] = (statements[what] ?? 0) + 1
    const callback = args.at(-1)
    if (typeof callback !== 'function') {
      const answer = query.apply(this, args)
      noteAnswer(what, answer)
      return answer
    }
    const from = now()
    const noted: Callback = (...results) => {
      note(what, from)
      return (callback as Callback)(...results)
    }
    return query.apply(this, [...args.slice(0, -1), noted])
  } as typeof pg.Client.prototype.query

  const emit = pg.Client.prototype.emit as (...args: unknown[]) => boolean
  pg.Client.prototype.emit = function (this: pg.Client, event: string, ...args: unknown[]) {
    if (event === 'notification') {
      const at = now()
      note(`notified: ${(args[0] as pg.Notification).channel}`, at, at)
    }
    return emit.call(this, event, ...args)
  } as typeof pg.Client.prototype.emit

  const send = Redis.prototype.sendCommand as (this: Redis, ...args: unknown[]) => unknown
  Redis.prototype.sendCommand = function (this: Redis, ...args: unknown[]) {
    const answer = send.apply(this, args)
    noteAnswer((args[0] as { name: string }).name, answer)
    return answer
  }

  return () => {
    const { user, system } = process.cpuUsage(cpu)
    cpu = process.cpuUsage()
    const used = { statements: { ...statements }, cpu: (user + system) / 1000, steps }
    for (const kind of Object.keys(statements)) delete statements[kind]
    steps = []
    return used
  }
}

/** `SELECT outbox_event`, `COMMIT`, `move_to_completed_fetch` (a function of BullMQ's). */
function kindOf(text: string): string {
  const bare = text.replaceAll(/--.*$/gm, '').trim()
  const own = /\b(outbox_event|inbox_event|binding)\b/.exec(bare)?.[1]
  const called = /\b(?:FROM|SELECT)\s+([a-z_]+)\(/.exec(bare)?.[1]
  const verb = /^\w+/.exec(bare)?.[0].toUpperCase() ?? '?'
  return own ? `${verb} ${own}` : (called ?? verb)
}

export const totalOf = ({ statements }: Usage): number =>
  Object.values(statements).reduce((sum, count) => sum + count, 0)

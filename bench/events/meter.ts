import pg from 'pg'

/** What a process has used since it was last asked. */
export interface Usage {
  /** SQL statements sent, by what they do: the first word, and for ours the table. */
  readonly statements: Readonly<Record<string, number>>
  /** Milliseconds of processor time. */
  readonly cpu: number
}

/** Counts every SQL statement that this process sends, whoever sends it: Prisma, the relay, BullMQ, BEGIN and COMMIT. */
export function startMeter(): () => Usage {
  const statements: Record<string, number> = {}
  let cpu = process.cpuUsage()
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first] = args
    const text = typeof first === 'string' ? first : ((first as { text?: string } | null)?.text ?? '')
    const kind = kindOf(text)
    statements[kind] = (statements[kind] ?? 0) + 1
    return query.apply(this, args)
  } as typeof pg.Client.prototype.query
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    cpu = process.cpuUsage()
    const used = { ...statements }
    for (const kind of Object.keys(statements)) delete statements[kind]
    return { statements: used, cpu: (user + system) / 1000 }
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

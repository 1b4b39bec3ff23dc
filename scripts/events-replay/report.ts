import type { Progress, Source } from '@tradewind/events/replay'

/** What there is to replay, before it begins. */
export function announce(sources: readonly Source[]): string {
  return sources
    .map(({ publisher, types, oldest, since }) => {
      const gap = oldest && since && oldest > since ? ', and no further' : ''
      const kept = oldest ? `its outbox goes back to ${oldest.toISOString()}${gap}` : 'its outbox is empty'
      return `${publisher}: ${types.join(', ')} (${kept})`
    })
    .join('\n')
}

/** Events by type, a line each. */
export function table(counts: ReadonlyMap<string, number>): string {
  const rows = [...counts].toSorted(([a], [b]) => a.localeCompare(b))
  const width = Math.max(0, ...rows.map(([, count]) => format(count).length))
  return rows.map(([type, count]) => `  ${format(count).padStart(width)}  ${type}`).join('\n')
}

/** How far a replay is, in a line. */
export function describe({ publisher, position, end, queued, waiting }: Progress): string {
  const share = end > 0n ? Number((position * 100n) / end) : 100
  const hold =
    waiting === undefined ? '' : `; waiting, as ${format(waiting)} events wait in the queue: does it work?`
  return `${publisher} at ${position} of ${end} (${share} %), ${format(queued)} events queued${hold}`
}

const format = (count: number): string => count.toLocaleString('en')

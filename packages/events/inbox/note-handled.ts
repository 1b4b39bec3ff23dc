import type { SqlTransaction } from '../outbox/sql.ts'
import type { Received } from './handle-once.ts'

/** The ids under which an event, and the same fact in other versions, stand in the inbox. */
export const idsOf = <Tx>({ subscription, event }: Received<Tx>): string[] => [
  event.id,
  ...(subscription.siblings?.(event.id) ?? []),
]

/**
 * Notes events as handled, in one statement, and returns the ids that nobody had noted before. Waits for whoever is
 * handling one of them: with `patience` (milliseconds) no longer than that, here and in the rest of the transaction.
 */
export async function noteHandled<Tx>(
  tx: SqlTransaction,
  all: readonly Received<Tx>[],
  patience?: number,
): Promise<Set<string>> {
  const types = new Map(all.flatMap((each) => idsOf(each).map((id) => [id, each.event.type] as const)))
  // In one order, so that those who come with the same ids at once wait for each other instead of deadlocking.
  const rows = await tx.$queryRaw<{ event_id: string }[]>`
    INSERT INTO inbox_event (event_id, type)
    SELECT id, type
    FROM unnest(${[...types.keys()]}::uuid[], ${[...types.values()]}::text[]) AS noted(id, type),
      set_config('lock_timeout', coalesce(${patience ?? null}::text, current_setting('lock_timeout')), true)
    ORDER BY id ON CONFLICT DO NOTHING RETURNING event_id`
  return new Set(rows.map(({ event_id: id }) => id))
}

/** Whether nobody had handled it in any version. Takes its ids: what comes again in the same group is a duplicate. */
export function isFresh<Tx>(received: Received<Tx>, noted: Set<string>): boolean {
  const ids = idsOf(received)
  if (!ids.every((id) => noted.has(id))) return false
  for (const id of ids) noted.delete(id)
  return true
}

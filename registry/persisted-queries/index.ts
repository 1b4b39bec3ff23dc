import { transact } from '@tradewind/service'
import { audit } from '../data/audit.ts'
import type { Transaction } from '../data/database.ts'
import type { PersistedQueryList, PrismaClient } from '../data/generated/client.ts'
import type { Actor } from '../domain/history.ts'
import { mergeOperations, type Merge, type SafelistOperation } from '../domain/safelist.ts'
import { SAFELIST_CHANNEL } from './channel.ts'

export type { SafelistOperation } from '../domain/safelist.ts'
export { SAFELIST_CHANNEL } from './channel.ts'

export interface PublishOperations {
  readonly list: PersistedQueryList
  readonly operations: readonly SafelistOperation[]
  readonly who: Actor
}

export type PublishedOperations =
  | { readonly ok: false; readonly message: string }
  | { readonly ok: true; readonly revision: number; readonly counts: Merge['counts'] }

export interface PersistedQueries {
  /** Adds operations to a list, all or none. An id that stands for another text already is refused. */
  publish(request: PublishOperations): Promise<PublishedOperations>
}

/** The lists of operations that routers in safelist mode let through. */
export function createPersistedQueries(prisma: PrismaClient): PersistedQueries {
  return {
    publish: ({ list, operations, who }) =>
      transact(prisma, async (tx): Promise<PublishedOperations> => {
        // The list's row is the lock: publications come one after the other.
        await tx.$queryRaw`SELECT 1 FROM persisted_query_list WHERE id = ${list.id}::uuid FOR UPDATE`
        const present = await tx.persistedQuery.findMany({ where: { listId: list.id } })
        const merge = mergeOperations(present, operations)
        if ('message' in merge) return { ok: false, message: merge.message }

        const { revision } = await tx.persistedQueryList.findUniqueOrThrow({ where: { id: list.id } })
        if (merge.write.length === 0) return { ok: true, revision, counts: merge.counts }
        await save(tx, list.id, merge.write)
        await tx.persistedQueryList.update({ where: { id: list.id }, data: { revision: revision + 1 } })
        await audit(tx, {
          graphId: list.graphId,
          who,
          action: 'persisted-queries.published',
          detail: { list: list.name, revision: revision + 1, ...merge.counts },
        })
        await tx.$executeRaw`SELECT pg_notify(${SAFELIST_CHANNEL}, ${JSON.stringify({ listId: list.id })})`
        return { ok: true, revision: revision + 1, counts: merge.counts }
      }),
  }
}

/** One statement for all of them: a manifest may have tens of thousands. */
async function save(
  tx: Transaction,
  listId: string,
  operations: readonly SafelistOperation[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO persisted_query (list_id, id, name, type, body, client_name)
    SELECT ${listId}::uuid, id, name, type, body, "clientName"
    FROM jsonb_to_recordset(${JSON.stringify(operations)}::jsonb)
      AS operation (id text, name text, type text, body text, "clientName" text)
    ON CONFLICT (list_id, id) DO UPDATE SET name = excluded.name, type = excluded.type, client_name = excluded.client_name`
}

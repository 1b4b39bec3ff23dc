import { newId } from '@tradewind/service'
import type { Transaction } from './database.ts'
import { nameOf, type Actor } from '../domain/history.ts'

export interface Audited {
  readonly graphId: string
  readonly who: Actor
  /** Such as `key.created`. */
  readonly action: string
  readonly detail: Readonly<Record<string, string | number | boolean | readonly string[] | null>>
}

/** Records who changed what; call it in the transaction of the change. */
export async function audit(tx: Transaction, { graphId, who, action, detail }: Audited): Promise<void> {
  await tx.auditEntry.create({
    data: { id: newId(), at: new Date(), graphId, who: nameOf(who), action, detail: { ...detail } },
  })
}

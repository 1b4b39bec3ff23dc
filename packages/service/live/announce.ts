/** The channel of PostgreSQL's NOTIFY that topics travel on; a notification's text is its topic. */
export const LIVE_CHANNEL = 'tradewind_live'

/** The part of a Prisma transaction that announcing needs. */
export interface AnnouncingTransaction {
  $executeRaw(statement: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>
}

/**
 * Tells every process that uses this database, once the transaction commits, that what the topics stand for may have
 * changed (`order:0192…`; 7,900 bytes at most). Rolled back, it says nothing. Costs one statement, whatever the number
 * of topics; PostgreSQL sends a topic that is announced several times in a transaction once. A statement of its own can
 * be saved by calling `pg_notify(LIVE_CHANNEL, topic)` in one that is sent anyway.
 */
export async function announce(tx: AnnouncingTransaction, ...topics: readonly string[]): Promise<void> {
  if (topics.length === 0) return
  await tx.$executeRaw`SELECT pg_notify(${LIVE_CHANNEL}, topic) FROM unnest(${topics}::text[]) AS topic`
}

import type { ClientBase } from 'pg'

/** The part of a Prisma transaction (or client) that the outbox and the inbox use: its tagged templates. */
export interface SqlTransaction {
  $queryRaw<Rows = unknown>(statement: TemplateStringsArray, ...values: unknown[]): PromiseLike<Rows>
  $executeRaw(statement: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>
}

/** Lets code that works with `pg` alone publish: the client must be inside a transaction of the caller's. */
export function sqlTransaction(client: ClientBase): SqlTransaction {
  const run = (statement: TemplateStringsArray, values: unknown[]) =>
    client.query(
      statement.reduce((text, part, index) => `${text}$${index}${part}`),
      values,
    )
  return {
    $queryRaw: async <Rows>(statement: TemplateStringsArray, ...values: unknown[]) =>
      (await run(statement, values)).rows as Rows,
    $executeRaw: async (statement, ...values) => (await run(statement, values)).rowCount ?? 0,
  }
}

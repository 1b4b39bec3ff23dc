/** The embedded server cannot run; the message is one sentence (or two) that says why and what to do. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError'
}

/** A database cannot be brought up to date; the message is a sentence that says why and what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

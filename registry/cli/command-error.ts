/** What was asked cannot be done; the message is a sentence that says why. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/** A replay that cannot be done as asked; the message is a sentence for the operator. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError'
}

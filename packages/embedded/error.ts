/** The system, or a part of it, cannot start; the message is a sentence or two that say why and what to do. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

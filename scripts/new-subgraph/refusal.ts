/** The subgraph cannot be made as it was asked for; the message is one sentence that says why and what to do. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

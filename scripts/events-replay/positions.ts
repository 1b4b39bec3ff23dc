import type { Progress, Source } from '@tradewind/events/replay'

/** Keeps in mind how far a replay has come, so that another can go on from there. */
export class Positions {
  readonly #done: Map<string, bigint>

  constructor(sources: readonly Source[]) {
    this.#done = new Map(sources.map(({ publisher, after }) => [publisher, after]))
  }

  moved({ publisher, position }: Progress): void {
    this.#done.set(publisher, position)
  }

  /** As `--after` takes it. */
  asArgument(): string {
    return [...this.#done].map(([publisher, position]) => `${publisher}=${position}`).join(',')
  }
}

import type { Engine } from '../engine/engine.ts'
import type { Stream } from './stream.ts'

/**
 * Has subscriptions go on with a new supergraph, each at a random moment: thousands that asked their subgraphs anew all
 * at once would be as many requests in one instant. One that cannot be moved now is tried again.
 */
export class Renewals {
  readonly #withinMs: number
  #engine: Engine | undefined
  /** The timers of those whose moment is to come; null for those that are moving. */
  readonly #pending = new Map<Stream, NodeJS.Timeout | null>()

  constructor(withinMs: number) {
    this.#withinMs = withinMs
  }

  begin(engine: Engine, streams: Iterable<Stream>): void {
    this.#engine = engine
    for (const stream of streams) this.add(stream)
  }

  /** Moves a subscription that is of another supergraph than the present one, as when it began while that changed. */
  add(stream: Stream): void {
    const isCurrent =
      this.#engine === undefined || stream.engine === undefined || stream.engine === this.#engine
    if (isCurrent || this.#pending.has(stream)) return
    const timer = setTimeout(() => void this.#move(stream), Math.random() * this.#withinMs)
    this.#pending.set(stream, timer.unref())
  }

  forget(stream: Stream): void {
    clearTimeout(this.#pending.get(stream) ?? undefined)
    this.#pending.delete(stream)
  }

  async #move(stream: Stream): Promise<void> {
    if (!this.#engine) return
    this.#pending.set(stream, null)
    await stream.renew(this.#engine)
    // Unless it has ended meanwhile; whether it has to move once more, it says itself.
    if (this.#pending.delete(stream)) this.add(stream)
  }
}

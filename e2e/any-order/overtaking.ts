import type { Step } from './steps.ts'
import type { Fact } from './trace.ts'

/** At a subgraph `early` comes before `late`, although things are meant to be the other way round. */
export interface Overtaking {
  readonly at: 'ordering' | 'inventory' | 'payments'
  readonly early: string
  readonly late: string
  /** What makes it so for the first order; whatever is still on its way afterwards arrives at last. */
  readonly way: readonly Step[]
}

export const nameOf = ({ at, early, late }: Overtaking): string => `${at} gets ${early} before ${late}`

/** How many orders met each overtaking. */
export class OvertakingCount {
  readonly #counts: Map<Overtaking, number>

  constructor(overtakings: readonly Overtaking[]) {
    this.#counts = new Map(overtakings.map((overtaking) => [overtaking, 0]))
  }

  /** Adds what happened in a story. What a subgraph publishes is known to it from then on. */
  add(facts: readonly Fact[]): void {
    for (const ofOrder of Map.groupBy(facts, ({ subject }) => subject).values()) {
      const placeOf = (at: string, what: string): number =>
        ofOrder.findIndex((fact) => fact.at === at && fact.what === what)
      for (const [overtaking, count] of this.#counts) {
        const { at, early, late } = overtaking
        const happened = placeOf(at, early) !== -1 && placeOf(at, early) < placeOf(at, late)
        if (happened) this.#counts.set(overtaking, count + 1)
      }
    }
  }

  /** Those that no order met. */
  get missing(): string[] {
    return [...this.#counts].filter(([, count]) => count === 0).map(([overtaking]) => nameOf(overtaking))
  }

  /** Lines such as `12 × inventory gets order.cancelled before order.placed`. */
  get lines(): string[] {
    return [...this.#counts].map(([overtaking, count]) => `${count} × ${nameOf(overtaking)}`)
  }
}

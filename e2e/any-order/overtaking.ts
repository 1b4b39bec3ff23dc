import type { Fact } from './trace.ts'

/** At a subgraph something of an order comes before what caused it, or would have come first if all were in time. */
export interface Overtaking {
  readonly at: 'ordering' | 'inventory' | 'payments'
  readonly first: string
  readonly then: string
}

const overtaking = (at: Overtaking['at'], first: string, ...others: string[]): Overtaking[] =>
  others.map((then) => ({ at, first, then }))

/** The events that can meet each other the wrong way round, by where they meet. What a subgraph published came to it first. */
export const overtakings: readonly Overtaking[] = [
  ...overtaking(
    'ordering',
    'ordering.order.step-due PLACED',
    'inventory.stock.reserved',
    'inventory.stock.reservation-rejected',
  ),
  ...overtaking(
    'ordering',
    'ordering.order.step-due RESERVED',
    'payments.payment.authorised',
    'payments.payment.declined',
  ),
  ...overtaking(
    'ordering',
    'ordering.order.step-due AUTHORISED',
    'inventory.stock.committed',
    'inventory.stock.commit-rejected',
  ),
  ...overtaking(
    'ordering',
    'inventory.stock.reservation-expired',
    'inventory.stock.reserved',
    'payments.payment.authorised',
  ),
  ...overtaking(
    'ordering',
    'ordering.order.cancelled',
    'inventory.stock.reserved',
    'inventory.stock.reservation-rejected',
    'inventory.stock.reservation-expired',
    'payments.payment.authorised',
    'payments.payment.declined',
    'inventory.stock.committed',
    'inventory.stock.commit-rejected',
  ),
  ...overtaking('ordering', 'payments.payment.authorised', 'inventory.stock.reservation-expired'),
  ...overtaking('ordering', 'inventory.stock.committed', 'inventory.stock.reservation-expired'),
  ...overtaking(
    'inventory',
    'ordering.order.cancelled',
    'ordering.order.placed',
    'ordering.order.authorised',
    'inventory.stock.reservation-due',
  ),
  ...overtaking('inventory', 'inventory.stock.reservation-due', 'ordering.order.authorised'),
  ...overtaking('inventory', 'inventory.stock.reservation-due', 'ordering.order.rejected'),
  ...overtaking(
    'payments',
    'ordering.order.cancelled',
    'ordering.order.payment-requested',
    'payments.payment.check-due',
    'payments.payment.notified',
    'payments.payment.step-due',
  ),
  ...overtaking(
    'payments',
    'ordering.order.rejected',
    'payments.payment.check-due',
    'payments.payment.notified',
  ),
  ...overtaking(
    'payments',
    'ordering.order.shipped',
    'payments.payment.check-due',
    'payments.payment.notified',
  ),
]

/** How many orders of the stories met each of them. */
export class OvertakingCount {
  readonly #counts = new Map(overtakings.map((overtaking) => [overtaking, 0]))

  add(facts: readonly Fact[]): void {
    for (const ofOrder of Map.groupBy(facts, ({ subject }) => subject).values()) {
      const places = new Map<string, number>()
      for (const [place, { at, what }] of ofOrder.entries()) {
        if (!places.has(`${at} ${what}`)) places.set(`${at} ${what}`, place)
      }
      for (const [overtaking, count] of this.#counts) {
        const first = places.get(`${overtaking.at} ${overtaking.first}`) ?? Infinity
        const then = places.get(`${overtaking.at} ${overtaking.then}`) ?? -1
        if (first < then) this.#counts.set(overtaking, count + 1)
      }
    }
  }

  /** Lines such as `12 × inventory: ordering.order.cancelled before ordering.order.placed`. */
  get lines(): string[] {
    return [...this.#counts].map(
      ([{ at, first, then }, count]) => `${count} × ${at}: ${first} before ${then}`,
    )
  }
}

import type { Books } from '../books/books.ts'
import { groupBy, sum, type Rule } from './check.ts'

const sold = new Set(['CONFIRMED', 'SHIPPED', 'DELIVERED'])

export const stockRules: readonly Rule[] = [
  {
    rule: 'Of every variant, what is on hand and what was sold add up to what was put in.',
    offenders({ inventory, ordering }, { putIn }) {
      const orders = new Set(ordering.orders.filter(({ status }) => sold.has(status)).map(({ id }) => id))
      const sales = groupBy(
        ordering.lines.filter(({ orderId }) => orders.has(orderId)),
        ({ variantId }) => variantId,
      )
      return [...putIn].flatMap(([variantId, put]) => {
        const onHand = sum(levelsOf(inventory, variantId).map((level) => level.onHand))
        const gone = sum((sales.get(variantId) ?? []).map(({ quantity }) => quantity))
        return onHand + gone === put ? [] : [`${variantId} (${onHand} on hand, ${gone} sold, ${put} put in)`]
      })
    },
  },
  {
    rule: 'Of every level, the ledger is one chain that never goes below zero and ends at what is on hand.',
    offenders({ inventory }) {
      const ledgers = groupBy(inventory.ledger, ({ levelId }) => levelId)
      return inventory.levels
        .filter(({ id, onHand }) => {
          const ledger = ledgers.get(id) ?? []
          const sound = ledger.every(
            (entry, index) =>
              entry.number === index + 1 &&
              entry.before === (ledger[index - 1]?.after ?? 0) &&
              entry.after === entry.before + entry.delta &&
              entry.after >= 0,
          )
          return !sound || (ledger.at(-1)?.after ?? 0) !== onHand
        })
        .map(({ id }) => id)
    },
  },
  {
    rule: 'As many pieces are reserved as are held for orders, and never more than are on hand.',
    offenders({ inventory }) {
      const held = new Set(
        inventory.reservations.filter(({ state }) => state === 'HELD').map(({ orderId }) => orderId),
      )
      const variants = groupBy(inventory.levels, ({ variantId }) => variantId)
      return [...variants].flatMap(([variantId, levels]) => {
        const reserved = sum(levels.map((level) => level.reserved))
        const allocated = sum(
          inventory.allocations
            .filter((allocation) => allocation.variantId === variantId && held.has(allocation.orderId))
            .map(({ quantity }) => quantity),
        )
        const sound = reserved === allocated && levels.every((level) => level.reserved <= level.onHand)
        return sound ? [] : [`${variantId} (${reserved} reserved, ${allocated} held for orders)`]
      })
    },
  },
  {
    rule: 'The orders that were sold are those whose stock was committed, each taken from stock once.',
    offenders({ ordering, inventory }) {
      const states = new Map(inventory.reservations.map(({ orderId, state }) => [orderId, state]))
      const entries = groupBy(inventory.ledger, ({ orderId }) => orderId)
      return ordering.orders.flatMap(({ id, status }) => {
        const wanted = sum(
          ordering.lines.filter((line) => line.orderId === id).map(({ quantity }) => quantity),
        )
        const taken = -sum((entries.get(id) ?? []).map(({ delta }) => delta))
        const committed = states.get(id) === 'COMMITTED'
        const sound = sold.has(status) ? committed && taken === wanted : !committed && taken === 0
        return sound
          ? []
          : [`${id} (${status}, ${states.get(id) ?? 'no reservation'}, ${taken} pieces taken)`]
      })
    },
  },
]

const levelsOf = ({ levels }: Books['inventory'], variantId: string) =>
  levels.filter((level) => level.variantId === variantId)

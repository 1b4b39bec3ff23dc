import { groupBy, type Rule } from './check.ts'

/** CONFIRMED waits for a member of staff, and nobody else; every other wait has a time-out, which is over. */
const resting = new Set(['CONFIRMED', 'SHIPPED', 'DELIVERED', 'REJECTED', 'CANCELLED'])

export const orderRules: readonly Rule[] = [
  {
    rule: 'Every order that a client got an id for exists.',
    offenders({ ordering }, { placed }) {
      const known = new Set(ordering.orders.map(({ id }) => id))
      return [...placed.keys()].filter((id) => !known.has(id))
    },
  },
  {
    rule: 'No order exists but those that clients got an id for: none that was refused, none twice.',
    offenders: ({ ordering }, { placed }) =>
      ordering.orders.filter(({ id }) => !placed.has(id)).map(({ id, status }) => `${id} (${status})`),
  },
  {
    rule: 'No request that was refused has left an order.',
    offenders({ ordering }, { refused }) {
      const used = new Map(ordering.keys.map(({ actorId, key, orderId }) => [`${actorId} ${key}`, orderId]))
      return refused.flatMap(({ customerId, key }) => used.get(`${customerId} ${key}`) ?? [])
    },
  },
  {
    rule: 'Every order has ended, or waits for a person.',
    offenders: ({ ordering }) =>
      ordering.orders
        .filter(({ status }) => !resting.has(status))
        .map(({ id, status }) => `${id} (${status})`),
  },
  {
    rule: 'What was shipped or cancelled by the answer is so in the books.',
    offenders({ ordering }, { shipped, cancelled }) {
      const wanted = new Map([
        ...[...shipped].map((id) => [id, 'SHIPPED'] as const),
        ...[...cancelled].map((id) => [id, 'CANCELLED'] as const),
      ])
      return ordering.orders
        .filter(({ id, status }) => (wanted.get(id) ?? status) !== status)
        .map(({ id, status }) => `${id} (${status} instead of ${wanted.get(id)})`)
    },
  },
  {
    rule: 'The history of every order is one chain of steps, each taken once, that ends at its status.',
    offenders({ ordering }) {
      const histories = groupBy(ordering.transitions, ({ orderId }) => orderId)
      return ordering.orders
        .filter(({ id, status, version }) => {
          const history = histories.get(id) ?? []
          const chained = history.every(
            (step, index) => step.version === index + 1 && step.from === (history[index - 1]?.to ?? null),
          )
          const twice = new Set(history.map(({ to }) => to)).size < history.length
          return !chained || twice || history.length !== version || history.at(-1)?.to !== status
        })
        .map(({ id }) => `${id} (${(histories.get(id) ?? []).map(({ to }) => to).join(' → ')})`)
    },
  },
]

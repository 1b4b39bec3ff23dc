import type { Books, ProviderRow } from '../books/books.ts'
import { groupBy, sum, type Rule } from './check.ts'

/** States in which a payment still waits for something. */
const underWay = new Set(['PENDING', 'CAPTURING', 'VOIDING', 'REFUNDING'])

export const paymentRules: readonly Rule[] = [
  {
    rule: 'Every confirmed order has exactly one authorisation at the provider, every shipped one exactly one capture, both over its total.',
    offenders: (books) =>
      judge(books, ['CONFIRMED', 'SHIPPED', 'DELIVERED'], ({ total, status }, of) => {
        const captures = of('CAPTURE')
        return (
          of('AUTHORISE').length === 1 &&
          of('AUTHORISE')[0]!.amount === total &&
          captures.length === (status === 'CONFIRMED' ? 0 : 1) &&
          captures.every(({ amount }) => amount === total) &&
          of('VOID').length + of('REFUND').length === 0
        )
      }),
  },
  {
    rule: 'Of every order that has ended, nothing is held or kept at the provider: voided, or refunded.',
    offenders: (books) =>
      judge(books, ['REJECTED', 'CANCELLED'], (_order, of) => {
        const captured = sum(of('CAPTURE').map(({ amount }) => amount))
        const refunded = sum(of('REFUND').map(({ amount }) => amount))
        if (captured > 0) return captured === refunded
        return of('AUTHORISE').length === 0 || of('VOID').length === 1
      }),
  },
  {
    rule: 'No payment waits for anything, and none needs somebody to look at it.',
    offenders: ({ payments }) =>
      payments.payments
        .filter(({ state }) => underWay.has(state) || state.endsWith('_FAILED'))
        .map(({ orderId, state }) => `${orderId} (${state})`),
  },
  {
    rule: 'What the provider did is in the ledger, once, and nothing else is.',
    offenders({ payments }) {
      const attempts = new Map(payments.attempts.map((attempt) => [attempt.id, attempt]))
      const approved = payments.provider.filter((row) => row.approved)
      const strangers = approved.filter(({ key }) => attempts.get(key)?.outcome !== 'APPROVED')
      const known = new Set(approved.map(({ key }) => key))
      const inventions = payments.attempts.filter(
        ({ id, outcome }) => outcome === 'APPROVED' && !known.has(id),
      )
      const movements = groupBy(payments.ledger, ({ paymentId }) => paymentId)
      const uneven = payments.payments.filter(({ id }) => {
        const done = payments.attempts.filter(
          ({ paymentId, outcome, operation }) =>
            paymentId === id && outcome === 'APPROVED' && operation !== 'VOID',
        )
        const booked = (movements.get(id) ?? []).filter(({ kind }) => kind !== 'VOID')
        return done.length !== booked.length
      })
      return [
        ...strangers.map(({ key, operation }) => `${operation} ${key} is approved by the provider alone`),
        ...inventions.map(({ id, operation }) => `${operation} ${id} is approved by us alone`),
        ...uneven.map(({ orderId }) => `${orderId} has another number of entries than of approved attempts`),
      ]
    },
  },
]

type Order = Books['ordering']['orders'][number]

/** The orders at these statuses of which something is not so; `of` gives what the provider approved of a kind. */
function judge(
  { ordering, payments }: Books,
  statuses: readonly string[],
  isSound: (order: Order, of: (operation: string) => ProviderRow[]) => boolean,
): string[] {
  const paymentOf = new Map(payments.payments.map(({ id, orderId }) => [orderId, id]))
  const attempts = groupBy(payments.attempts, ({ paymentId }) => paymentId)
  const provider = groupBy(
    payments.provider.filter(({ approved }) => approved),
    ({ authorisation }) => authorisation,
  )
  return ordering.orders
    .filter(({ status }) => statuses.includes(status))
    .flatMap((order) => {
      const asked = attempts.get(paymentOf.get(order.id) ?? '') ?? []
      const rows = asked.flatMap(({ id }) => provider.get(id) ?? [])
      const of = (operation: string) => rows.filter((row) => row.operation === operation)
      if (isSound(order, of)) return []
      const books = rows.map(({ operation, amount }) => `${operation} ${amount}`).join(', ')
      return [`${order.id} (${order.status} over ${order.total}; provider: ${books || 'nothing'})`]
    })
}

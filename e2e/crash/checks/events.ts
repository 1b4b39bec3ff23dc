import type { Books } from '../books/books.ts'
import { groupBy, type Rule } from './check.ts'

/** The events that somebody who is bound to them has not handled. */
export function unhandled({ events, bindings }: Pick<Books, 'events' | 'bindings'>): string[] {
  const inboxes = new Map(events.map(({ subgraph, inbox }) => [subgraph, inbox]))
  return events.flatMap(({ outbox }) =>
    outbox.flatMap(({ id, type, bound }) =>
      (bound ? (bindings.get(type) ?? []) : [])
        .filter((subscriber) => !inboxes.get(subscriber)?.has(id))
        .map((subscriber) => `${id} (${type}) by ${subscriber}`),
    ),
  )
}

export const unsent = ({ events }: Pick<Books, 'events'>): string[] =>
  events.flatMap(({ outbox }) => outbox.filter(({ sent }) => !sent).map(({ id, type }) => `${id} (${type})`))

export const eventRules: readonly Rule[] = [
  { rule: 'Every event of every outbox was handed over.', offenders: unsent },
  { rule: 'Every event was handled by every subscriber bound to it.', offenders: unhandled },
  {
    rule: 'Nobody handled an event that was not published, or not for them.',
    offenders({ events, bindings }) {
      const subscribed = (subscriber: string, type: string) => bindings.get(type)?.includes(subscriber)
      const published = new Map(
        events.flatMap(({ outbox }) => outbox.map(({ id, type }) => [id, type] as const)),
      )
      return events.flatMap(({ subgraph, inbox }) =>
        [...inbox]
          .filter(([id, type]) => published.get(id) !== type || !subscribed(subgraph, type))
          .map(([id, type]) => `${id} (${type}) by ${subgraph}`),
      )
    },
  },
  {
    rule: 'The events of every subject are numbered 1, 2, 3, … without a gap.',
    offenders: ({ events }) =>
      events.flatMap(({ subgraph, outbox, sequences }) =>
        [...groupBy(outbox, ({ subject }) => subject)]
          .filter(([subject, rows]) => {
            const numbers = rows.map(({ sequence }) => sequence).toSorted((a, b) => a - b)
            const last = sequences.get(subject) ?? 0
            return (
              numbers.at(-1) !== last || new Set(numbers).size !== numbers.length || numbers.length !== last
            )
          })
          .map(([subject]) => `${subgraph}: ${subject}`),
      ),
  },
  {
    rule: 'Nothing is left in any failed set.',
    offenders: ({ queues }) =>
      queues.flatMap(({ subscriber, failed }) =>
        failed.map(({ id, type, reason }) => `${subscriber}: ${id} (${type}): ${reason}`),
      ),
  },
  {
    rule: 'Nothing waits in any queue.',
    offenders: ({ queues }) =>
      queues
        .filter(({ unfinished }) => unfinished > 0)
        .map(({ subscriber, unfinished }) => `${subscriber}: ${unfinished}`),
  },
]

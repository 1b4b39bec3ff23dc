import type { Plan } from '../../packages/events/test/fixture/plans.ts'
import type { Backlog } from './backlog.ts'
import type { Comparison, StagesOf } from './compare.ts'

const goals = { postgres: { p50: 15, p99: 60 }, redis: { p50: 8, p99: 30 } }
const LEAST_SHARE = 0.6
const names = { postgres: 'PostgreSQL', redis: 'Redis' }

const fixed = (value: number, digits = 1): string => value.toFixed(digits)
const verdict = (met: boolean): string => (met ? 'met' : 'MISSED')

export function printComparison({ kind, ours, raw, statements }: Comparison): void {
  const goal = goals[kind]
  const share = ours.rate / raw.rate
  console.log(`\n${names[kind]}`)
  console.table({
    'p50 at low load, ms': {
      ours: fixed(ours.p50),
      'raw BullMQ': fixed(raw.p50),
      ratio: fixed(ours.p50 / raw.p50, 2),
      goal: `< ${goal.p50}: ${verdict(ours.p50 < goal.p50)}`,
    },
    'p99 at low load, ms': {
      ours: fixed(ours.p99),
      'raw BullMQ': fixed(raw.p99),
      ratio: fixed(ours.p99 / raw.p99, 2),
      goal: `< ${goal.p99}: ${verdict(ours.p99 < goal.p99)}`,
    },
    'events/s at saturation': {
      ours: fixed(ours.rate, 0),
      'raw BullMQ': fixed(raw.rate, 0),
      ratio: fixed(share, 2),
      goal: `>= ${LEAST_SHARE} of raw: ${verdict(share >= LEAST_SHARE)}`,
    },
  })
  console.log('Questions to PostgreSQL, BEGIN and COMMIT included (counted, not timed)')
  console.table({
    'per event, alone': {
      publisher: fixed(statements.publishedAlone, 2),
      subscriber: fixed(statements.handledAlone, 2),
    },
    'per event, at saturation': {
      publisher: fixed(statements.publishedFlooded, 2),
      subscriber: fixed(statements.handledFlooded, 2),
    },
    'per idle second': {
      publisher: fixed(statements.publisherIdle, 2),
      subscriber: fixed(statements.subscriberIdle, 2),
    },
  })
}

export function printStages({ kind, ...lanes }: StagesOf): void {
  for (const [lane, stages] of Object.entries(lanes)) {
    console.log(`\n${names[kind]}, ${lane}: milliseconds after the commit (or add) was sent, medians`)
    console.table(
      stages.map(({ process, what, from, to, share }) => ({
        publisher: process === 'publisher' ? what : '',
        subscriber: process === 'subscriber' ? what : '',
        from: fixed(from, 2),
        to: fixed(to, 2),
        'of the events': `${fixed(share * 100, 0)} %`,
      })),
    )
  }
}

export function printPlans(rows: number, plans: readonly Plan[]): void {
  console.log(`\nWith ${rows.toLocaleString('en')} rows in the outbox and the inbox (pages of 8 KiB)`)
  console.table(
    plans.map(({ name, indexes, pages, milliseconds }) => ({
      statement: name,
      'by index': indexes.join(', '),
      pages,
      ms: fixed(milliseconds),
    })),
  )
}

export function printBacklog(kind: string, { events, seconds, publisher, subscriber }: Backlog): void {
  const mebibytes = (heaps: readonly number[]): string =>
    heaps.map((bytes) => fixed(bytes / 2 ** 20)).join(' ')
  console.log(`\n${events.toLocaleString('en')} events piled up on ${kind}`)
  console.log(`  caught up in ${fixed(seconds)} s, ${fixed(events / seconds, 0)} events/s`)
  console.log(`  publisher's heap after each fifth, MiB: ${mebibytes(publisher)}`)
  console.log(`  subscriber's heap after each fifth, MiB: ${mebibytes(subscriber)}`)
}

import type { Books } from '../books/books.ts'
import type { Journal } from '../clients/journal.ts'
import { violationsOf, type Rule, type Violation } from './check.ts'
import { eventRules } from './events.ts'
import { orderRules } from './orders.ts'
import { paymentRules } from './payments.ts'
import { stockRules } from './stock.ts'

const clientRules: readonly Rule[] = [
  { rule: 'Every request was answered in the end.', offenders: (_books, { unanswered }) => unanswered },
]

/** Everything that must hold after the storm, whatever was killed. */
export const check = (books: Books, journal: Journal): Violation[] =>
  violationsOf([...clientRules, ...orderRules, ...stockRules, ...paymentRules, ...eventRules], books, journal)

export type { Violation } from './check.ts'

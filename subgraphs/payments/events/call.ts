import { subscribe, type EventDefinition, type Subscription } from '@tradewind/events'
import { transact } from '@tradewind/service'
import type { Services } from '../context.ts'
import type { Transaction } from '../data/database.ts'
import type { Call } from '../data/next-call.ts'
import { record } from '../data/record.ts'
import type { Answer } from '../domain/answer.ts'
import { ask } from '../providers/ask.ts'

/** What the provider said to the call an event led to; null when it led to none. */
type Answered = { readonly attempt: number; readonly answer: Answer } | null

/**
 * Subscribes to an event that may lead to a call to the provider. First what is to be asked is written down (`find`) and
 * committed, then the provider is asked; its answer is taken into the payment in the transaction of the inbox. A crash in
 * between repeats the first step, which finds the attempt it wrote down and asks under the same key.
 * @param onSchedule whether the event is the scheduled look-up of an attempt.
 */
export const callOn = <Data extends { readonly orderId: string }>(
  services: Services,
  definition: EventDefinition<Data>,
  find: (data: Data, tx: Transaction) => Promise<Call | null>,
  { onSchedule = false } = {},
): Subscription<Transaction> =>
  subscribe<Data, Transaction, Answered>(definition, {
    async before({ data }) {
      const call = await transact(services.prisma, (tx: Transaction) => find(data, tx))
      return call && { attempt: call.attempt.number, answer: await ask(services, call) }
    },
    async handle({ data: { orderId } }, tx, answered) {
      if (answered) await record(tx, services, { orderId, ...answered, onSchedule })
    },
  })

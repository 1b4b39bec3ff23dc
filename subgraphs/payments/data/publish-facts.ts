import { payments } from '@tradewind/events/contracts'
import { publish, type IntegrationEvent } from '@tradewind/events'
import type { Fact } from '../domain/payment.ts'
import type { Transaction } from './database.ts'
import type { StoredPayment } from './payments.ts'

/** Tells the other subgraphs what has come about, if the transaction commits. */
export async function publishFacts(
  tx: Transaction,
  { id: paymentId, orderId, currencyCode }: StoredPayment,
  facts: readonly Fact[],
): Promise<void> {
  for (const fact of facts) await publishFact(tx, { orderId, paymentId }, currencyCode, fact)
}

function publishFact(
  tx: Transaction,
  ids: { readonly orderId: string; readonly paymentId: string },
  currencyCode: string,
  fact: Fact,
): Promise<IntegrationEvent> {
  const subject = ids.orderId
  switch (fact.type) {
    case 'AUTHORISED':
    case 'CAPTURED':
    case 'REFUNDED': {
      const data = { ...ids, amount: fact.amount.toString(), currencyCode }
      return publish(tx, moneyEvents[fact.type], { subject, data })
    }
    case 'DECLINED':
      return publish(tx, payments.paymentDeclined, { subject, data: { ...ids, reason: fact.reason } })
    case 'CAPTURE_FAILED':
      return publish(tx, payments.paymentCaptureFailed, { subject, data: { ...ids, reason: fact.reason } })
    case 'VOIDED':
      return publish(tx, payments.paymentVoided, { subject, data: ids })
    default:
      return fact satisfies never
  }
}

const moneyEvents = {
  AUTHORISED: payments.paymentAuthorised,
  CAPTURED: payments.paymentCaptured,
  REFUNDED: payments.paymentRefunded,
}

import { publish } from '@tradewind/events'
import { ordering } from '@tradewind/events/contracts'
import type { OrderEvent } from '../domain/outcome.ts'
import type { Transaction } from './database.ts'

/** Writes what happened to an order into the outbox, in the form others know it. */
export async function publishOrderEvent(
  tx: Transaction,
  order: { readonly id: string; readonly customerId: string },
  event: OrderEvent,
): Promise<void> {
  const subject = order.id
  const whose = { orderId: order.id, customerId: order.customerId }
  switch (event.kind) {
    case 'OrderPlaced':
      await publish(tx, ordering.orderPlaced, { subject, data: { ...whose, lines: [...event.lines] } })
      return
    case 'PaymentRequested': {
      const { currencyCode, paymentToken } = event
      const data = { ...whose, amount: event.amount.toString(), currencyCode, paymentToken }
      await publish(tx, ordering.orderPaymentRequestedV2, { subject, data })
      return
    }
    case 'OrderAuthorised':
      await publish(tx, ordering.orderAuthorised, {
        subject,
        data: { orderId: order.id, lines: [...event.lines] },
      })
      return
    case 'OrderConfirmed':
      await publish(tx, ordering.orderConfirmed, { subject, data: whose })
      return
    case 'OrderShipped':
      await publish(tx, ordering.orderShipped, { subject, data: whose })
      return
    case 'OrderDelivered':
      await publish(tx, ordering.orderDelivered, { subject, data: whose })
      return
    case 'OrderRejected':
      await publish(tx, ordering.orderRejected, { subject, data: { ...whose, reason: event.reason } })
      return
    case 'OrderCancelled':
      await publish(tx, ordering.orderCancelled, { subject, data: { ...whose, reason: event.reason } })
      return
    case 'StepBegun':
      await publish(tx, ordering.orderStepDue, {
        subject,
        data: { orderId: order.id, status: event.step },
        deliverAt: event.dueAt,
      })
      return
    default: {
      const _never: never = event
      return _never
    }
  }
}

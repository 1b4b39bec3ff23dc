import type { DataOf } from '@tradewind/events'
import { ordering } from '@tradewind/events/contracts'
import type { Services } from '../context.ts'
import type { Transaction } from '../data/database.ts'
import { nextCall } from '../data/next-call.ts'
import { createPayment, openOrder } from '../data/payments.ts'
import { callOn } from './call.ts'

/**
 * Stock is held for an order: its payment is authorised. An order has one payment, so a second request for it begins
 * nothing; nor does one that comes after the order has ended.
 */
export const paymentRequested = (services: Services) =>
  callOn(services, ordering.orderPaymentRequestedV2, (data, tx) => begin(services, data, tx))

/** The same, from a release of ordering that did not seal the token yet. */
export const paymentRequestedUnsealed = (services: Services) =>
  callOn(services, ordering.orderPaymentRequested, (data, tx) => {
    const paymentToken = services.sealing.seal(ordering.paymentToken, data.orderId, data.paymentToken)
    return begin(services, { ...data, paymentToken }, tx)
  })

async function begin(
  services: Services,
  request: DataOf<typeof ordering.orderPaymentRequestedV2>,
  tx: Transaction,
) {
  const { orderId, customerId, amount, currencyCode, paymentToken } = request
  const { order, stored } = await openOrder(tx, orderId)
  if (stored) return nextCall(tx, services, stored)
  if (order.ended) return null
  const terms = { orderId, customerId, amount: BigInt(amount), currencyCode, paymentToken }
  const ids = { id: services.newId(), createdAt: services.now() }
  return nextCall(tx, services, await createPayment(tx, order, { ...terms, ...ids }))
}

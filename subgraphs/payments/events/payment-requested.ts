import { ordering } from '@tradewind/events/contracts'
import type { Services } from '../context.ts'
import { nextCall } from '../data/next-call.ts'
import { createPayment, openOrder } from '../data/payments.ts'
import { callOn } from './call.ts'

/**
 * Stock is held for an order: its payment is authorised. An order has one payment, so a second request for it begins
 * nothing; nor does one that comes after the order has ended.
 */
export const paymentRequested = (services: Services) =>
  callOn(
    services,
    ordering.orderPaymentRequested,
    async ({ orderId, customerId, amount, currencyCode, paymentToken }, tx) => {
      const { order, stored } = await openOrder(tx, orderId)
      if (stored) return nextCall(tx, services, stored)
      if (order.ended) return null
      const terms = { orderId, customerId, amount: BigInt(amount), currencyCode, paymentToken }
      const ids = { id: services.newId(), createdAt: services.now() }
      return nextCall(tx, services, await createPayment(tx, order, { ...terms, ...ids }))
    },
  )

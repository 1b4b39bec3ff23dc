import { ordering } from '@tradewind/events/contracts'
import type { Services } from '../context.ts'
import { nextCall } from '../data/next-call.ts'
import { createPayment, findPayment, noteOrder } from '../data/payments.ts'
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
      const { ended } = await noteOrder(tx, orderId)
      let stored = await findPayment(tx, orderId)
      if (!stored) {
        if (ended) return null
        const terms = { orderId, customerId, amount: BigInt(amount), currencyCode, paymentToken }
        await createPayment(tx, { ...terms, id: services.newId(), createdAt: services.now() })
        stored = await findPayment(tx, orderId)
      }
      return stored && nextCall(tx, services, stored)
    },
  )

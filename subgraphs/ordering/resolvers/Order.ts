import { toMoney } from '@tradewind/service'
import { formatOrderNumber } from '../domain/number.ts'
import { visibleOrder } from './access.ts'
import type { OrderResolvers } from './generated/types.ts'

export const Order: OrderResolvers = {
  __resolveReference: ({ id }, context) =>
    visibleOrder(context, context.loaders.order.load(id.toLowerCase())),

  number: ({ number }) => formatOrderNumber(number),
  customer: ({ customerId }) => ({ id: customerId }),
  total: ({ total, currencyCode }) => toMoney(total, currencyCode),
  history: async ({ id }, _, { loaders }) => (await loaders.history.load(id)) ?? [],
  rejection: (order) => (order.status === 'REJECTED' ? order : null),
  cancellation: (order) => (order.status === 'CANCELLED' ? order : null),
  shipment: (order) => (order.shippedAt ? order : null),

  lines: async ({ id, currencyCode }, _, { loaders }) =>
    ((await loaders.lines.load(id)) ?? []).map((line) => ({ ...line, currencyCode })),

  shippingAddress: (order) => ({
    name: order.recipientName,
    company: order.company,
    line1: order.addressLine1,
    line2: order.addressLine2,
    city: order.city,
    region: order.region,
    postalCode: order.postalCode,
    countryCode: order.countryCode,
    phone: order.phone,
  }),
}

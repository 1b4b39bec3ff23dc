import { toMoney } from '@tradewind/service'
import type { OrderLineResolvers } from './generated/types.ts'

export const OrderLine: OrderLineResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
  unitPrice: ({ unitPrice, currencyCode }) => toMoney(unitPrice, currencyCode),
  total: ({ unitPrice, quantity, currencyCode }) => toMoney(unitPrice * BigInt(quantity), currencyCode),
}

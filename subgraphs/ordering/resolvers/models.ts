import type { Connection } from '@tradewind/service'
import type { Order, OrderLine, OrderTransition } from '../data/generated/client.ts'
import type { Shortage } from '../domain/order.ts'

/** What resolvers hand each other for the types of the API. */
export type OrderModel = Order
export type OrderLineModel = OrderLine & { readonly currencyCode: string }
export type OrderTransitionModel = OrderTransition
export type OrderRejectionModel = Order
export type OrderCancellationModel = Order
export type OrderShipmentModel = Order
export type OrderShortageModel = Shortage
export type OrderConnectionModel = Connection<Order>
export interface CustomerModel {
  readonly id: string
}
export interface ProductVariantModel {
  readonly id: string
}

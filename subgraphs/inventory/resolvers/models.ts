import type { Connection } from '@tradewind/service'
import type { Location, Reservation, StockAdjustment, StockLevel } from '../data/generated/client.ts'

export type { AllocatedLine as ReservationLineModel } from '../data/reservations.ts'
export type {
  Allocation as AllocationModel,
  Location as LocationModel,
  Reservation as ReservationModel,
  StockAdjustment as StockAdjustmentModel,
  StockLevel as StockLevelModel,
} from '../data/generated/client.ts'

/** What belongs to another subgraph is known by its id alone. */
interface Reference {
  readonly id: string
}
export type CustomerModel = Reference
export type OrderModel = Reference
export type ProductVariantModel = Reference

export type LocationConnectionModel = Connection<Location>
export type StockLevelConnectionModel = Connection<StockLevel>
export type StockAdjustmentConnectionModel = Connection<StockAdjustment>
export type ReservationConnectionModel = Connection<Reservation>

/** The steps of the process that wait for somebody else's answer. */
export type Step = 'PLACED' | 'RESERVED' | 'AUTHORISED'

export type RejectionReason = 'OUT_OF_STOCK' | 'PAYMENT_DECLINED'

/** The reasons that a person gives. */
export type RequestedCancellation = 'CUSTOMER_REQUEST' | 'STAFF_DECISION'

export type CancellationReason =
  | RequestedCancellation
  | 'RESERVATION_TIMED_OUT'
  | 'RESERVATION_EXPIRED'
  | 'PAYMENT_TIMED_OUT'
  | 'COMMIT_TIMED_OUT'

/** A variant of which there was less than the order needs. */
export interface Shortage {
  readonly variantId: string
  readonly requested: number
  readonly available: number
}

export interface Shipment {
  readonly carrier: string
  readonly trackingNumber: string | null
  readonly shippedAt: Date
}

/** Where an order stands, with what is known only there. */
export type OrderState =
  /** The token is sealed; payments alone opens it. */
  | { readonly status: 'PLACED'; readonly paymentToken: string }
  | { readonly status: 'RESERVED' }
  | { readonly status: 'AUTHORISED' }
  | { readonly status: 'CONFIRMED' }
  | { readonly status: 'SHIPPED'; readonly shipment: Shipment }
  | { readonly status: 'DELIVERED'; readonly shipment: Shipment; readonly deliveredAt: Date }
  | { readonly status: 'REJECTED'; readonly reason: RejectionReason; readonly shortages: readonly Shortage[] }
  | { readonly status: 'CANCELLED'; readonly reason: CancellationReason; readonly note: string | null }

export type OrderStatus = OrderState['status']

/** Whether an order takes no further step. */
export const hasEnded = (status: OrderStatus): boolean =>
  status === 'DELIVERED' || status === 'REJECTED' || status === 'CANCELLED'

/** An order line as stock sees it. */
export interface StockLine {
  readonly variantId: string
  readonly quantity: number
}

/** An order as its process needs it. */
export interface Order {
  readonly id: string
  readonly customerId: string
  readonly lines: readonly StockLine[]
  /** Minor units of `currencyCode`. */
  readonly total: bigint
  readonly currencyCode: string
  readonly state: OrderState
}

/** Who brings a transition about. */
export type Actor = { readonly kind: 'CUSTOMER' | 'STAFF'; readonly id: string } | { readonly kind: 'SYSTEM' }

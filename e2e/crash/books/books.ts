/** Everything the databases and queues say after the storm, as plain data for the checks. */
export interface Books {
  readonly ordering: OrderingBooks
  readonly inventory: InventoryBooks
  readonly payments: PaymentsBooks
  readonly events: readonly EventBooks[]
  /** Subscribers by event type. */
  readonly bindings: ReadonlyMap<string, readonly string[]>
  readonly queues: readonly QueueBooks[]
}

export interface OrderingBooks {
  readonly orders: readonly OrderRow[]
  readonly lines: readonly { orderId: string; variantId: string; quantity: number }[]
  readonly transitions: readonly { orderId: string; version: number; from: string | null; to: string }[]
  readonly keys: readonly { actorId: string; key: string; orderId: string }[]
}

export interface OrderRow {
  readonly id: string
  readonly customerId: string
  readonly status: string
  /** Why it was rejected or cancelled. */
  readonly reason: string | null
  readonly version: number
  /** Minor units. */
  readonly total: number
}

export interface InventoryBooks {
  readonly levels: readonly { id: string; variantId: string; onHand: number; reserved: number }[]
  readonly ledger: readonly LedgerRow[]
  readonly reservations: readonly { orderId: string; state: string }[]
  readonly allocations: readonly { orderId: string; variantId: string; quantity: number }[]
}

export interface LedgerRow {
  readonly levelId: string
  readonly number: number
  readonly before: number
  readonly delta: number
  readonly after: number
  readonly reason: string
  readonly orderId: string | null
}

export interface PaymentsBooks {
  readonly payments: readonly { id: string; orderId: string; state: string }[]
  readonly attempts: readonly { id: string; paymentId: string; operation: string; outcome: string }[]
  readonly ledger: readonly { paymentId: string; kind: string; amount: number }[]
  /** The provider's own books. */
  readonly provider: readonly ProviderRow[]
}

export interface ProviderRow {
  readonly key: string
  /** The id of the attempt that asked for the authorisation it is about. */
  readonly authorisation: string
  readonly operation: string
  readonly amount: number
  readonly approved: boolean | null
}

export interface EventBooks {
  readonly subgraph: string
  readonly outbox: readonly OutboxRow[]
  /** The events handled, with their types. */
  readonly inbox: ReadonlyMap<string, string>
  readonly sequences: ReadonlyMap<string, number>
}

export interface OutboxRow {
  readonly id: string
  readonly type: string
  readonly subject: string
  readonly sequence: number
  readonly sent: boolean
  /** Whether it was published after everybody had bound to what they want. */
  readonly bound: boolean
}

export interface QueueBooks {
  /** Whose events they are; for scheduled work the name of its queue. */
  readonly subscriber: string
  /** Jobs that are still to be done: waiting, delayed, being worked on. */
  readonly unfinished: number
  readonly failed: readonly { id: string; type: string; reason: string }[]
}

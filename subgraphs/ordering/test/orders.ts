import type { Order, OrderState, OrderStatus, Shortage } from '../domain/order.ts'
import type { ProcessMessage } from '../domain/process.ts'
import type { Clock } from '../domain/steps.ts'

export const now = new Date('2026-03-01T09:30:00.000Z')

export const clock: Clock = { now, timeouts: { PLACED: 120_000, RESERVED: 600_000, AUTHORISED: 120_000 } }

const shirt = '0190a000-0000-7000-8000-000000000001'
const mug = '0190a000-0000-7000-8000-000000000002'

export const shortages: Shortage[] = [{ variantId: shirt, requested: 2, available: 1 }]

const shipment = { carrier: 'DHL', trackingNumber: '00340434161094042557', shippedAt: now }

/** An example of every status. */
export const states: { readonly [Status in OrderStatus]: Extract<OrderState, { status: Status }> } = {
  PLACED: { status: 'PLACED', paymentToken: 'tok_approve' },
  RESERVED: { status: 'RESERVED' },
  AUTHORISED: { status: 'AUTHORISED' },
  CONFIRMED: { status: 'CONFIRMED' },
  SHIPPED: { status: 'SHIPPED', shipment },
  DELIVERED: { status: 'DELIVERED', shipment, deliveredAt: now },
  REJECTED: { status: 'REJECTED', reason: 'OUT_OF_STOCK', shortages },
  CANCELLED: { status: 'CANCELLED', reason: 'CUSTOMER_REQUEST', note: null },
}

/** An order over 25.80 EUR in the given state. */
export const anOrder = (state: OrderState): Order => ({
  id: '0190a000-0000-7000-8000-00000000000a',
  customerId: '0190a000-0000-7000-8000-00000000000b',
  lines: [
    { variantId: shirt, quantity: 2 },
    { variantId: mug, quantity: 1 },
  ],
  total: 2_580n,
  currencyCode: 'EUR',
  state,
})

/** Every message the process may get. */
export const messages: readonly { readonly name: string; readonly message: ProcessMessage }[] = [
  { name: 'StockReserved', message: { kind: 'StockReserved' } },
  { name: 'StockReservationRejected', message: { kind: 'StockReservationRejected', shortages } },
  { name: 'StockReservationExpired', message: { kind: 'StockReservationExpired' } },
  { name: 'PaymentAuthorised', message: { kind: 'PaymentAuthorised' } },
  { name: 'PaymentDeclined', message: { kind: 'PaymentDeclined' } },
  { name: 'StockCommitted', message: { kind: 'StockCommitted' } },
  { name: 'StockCommitRejected', message: { kind: 'StockCommitRejected', shortages } },
  { name: 'StepDue PLACED', message: { kind: 'StepDue', step: 'PLACED' } },
  { name: 'StepDue RESERVED', message: { kind: 'StepDue', step: 'RESERVED' } },
  { name: 'StepDue AUTHORISED', message: { kind: 'StepDue', step: 'AUTHORISED' } },
]

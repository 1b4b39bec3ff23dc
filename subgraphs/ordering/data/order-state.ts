import { z } from 'zod'
import type { OrderState, Shipment, Shortage } from '../domain/order.ts'
import { Prisma, type Order as OrderRow } from './generated/client.ts'

const shortages = z.array(z.object({ variantId: z.string(), requested: z.number(), available: z.number() }))

/** What an order rejected as OUT_OF_STOCK was short of. */
export const readShortages = (row: OrderRow): Shortage[] => shortages.parse(row.shortages)

/** The state a row describes. CHECK constraints hold that what belongs to a status is there. */
export function toState(row: OrderRow): OrderState {
  const { status } = row
  switch (status) {
    case 'PLACED':
      return { status, paymentToken: row.paymentToken! }
    case 'RESERVED':
    case 'AUTHORISED':
    case 'CONFIRMED':
      return { status }
    case 'SHIPPED':
      return { status, shipment: toShipment(row) }
    case 'DELIVERED':
      return { status, shipment: toShipment(row), deliveredAt: row.deliveredAt! }
    case 'REJECTED':
      return { status, reason: row.rejectionReason!, shortages: readShortages(row) }
    case 'CANCELLED':
      return { status, reason: row.cancellationReason!, note: row.cancellationNote }
    default: {
      const _never: never = status
      return _never
    }
  }
}

const toShipment = (row: OrderRow): Shipment => ({
  carrier: row.carrier!,
  trackingNumber: row.trackingNumber,
  shippedAt: row.shippedAt!,
})

const nothingElse = {
  paymentToken: null,
  rejectionReason: null,
  shortages: Prisma.DbNull,
  cancellationReason: null,
  cancellationNote: null,
  carrier: null,
  trackingNumber: null,
  shippedAt: null,
  deliveredAt: null,
} satisfies Prisma.OrderUpdateInput

/** The columns of a state: all of them, so that what belonged to the state before, like the payment token, goes. */
export function toColumns(state: OrderState) {
  const columns = { ...nothingElse, status: state.status }
  switch (state.status) {
    case 'PLACED':
      return { ...columns, paymentToken: state.paymentToken }
    case 'RESERVED':
    case 'AUTHORISED':
    case 'CONFIRMED':
      return columns
    case 'SHIPPED':
      return { ...columns, ...state.shipment }
    case 'DELIVERED':
      return { ...columns, ...state.shipment, deliveredAt: state.deliveredAt }
    case 'REJECTED':
      return {
        ...columns,
        rejectionReason: state.reason,
        shortages: state.shortages.map((shortage) => ({ ...shortage })),
      }
    case 'CANCELLED':
      return { ...columns, cancellationReason: state.reason, cancellationNote: state.note }
    default: {
      const _never: never = state
      return _never
    }
  }
}

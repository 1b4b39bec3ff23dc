import { isId, type Page } from '@tradewind/service'
import type { Transaction } from './database.ts'
import type { Allocation, Reservation, ReservationLine, ReservationState } from './generated/client.ts'

/** The sort key of reservations: the newest first. */
export interface ReservationKey {
  readonly createdAt: Date
  readonly orderId: string
}

/** Which reservations; a condition that is null is none. */
export interface ReservationFilter {
  readonly orderIds: readonly string[] | null
  readonly states: readonly ReservationState[] | null
}

/** A line with the places where its pieces are. */
export interface AllocatedLine extends ReservationLine {
  readonly allocations: readonly Allocation[]
}

/** A page of reservations, the newest first; one row more than asked for. */
export function findReservations(
  prisma: Transaction,
  { limit, backward, cursor }: Page<ReservationKey>,
  { orderIds, states }: ReservationFilter,
): Promise<Reservation[]> {
  const direction = backward ? 'asc' : 'desc'
  const beyond = backward ? 'gt' : 'lt'
  return prisma.reservation.findMany({
    where: {
      ...(orderIds && { orderId: { in: orderIds.filter(isId) } }),
      ...(states && { state: { in: [...states] } }),
      AND:
        cursor === null
          ? {}
          : {
              OR: [
                { createdAt: { [beyond]: cursor.createdAt } },
                { createdAt: cursor.createdAt, orderId: { [beyond]: cursor.orderId } },
              ],
            },
    },
    orderBy: [{ createdAt: direction }, { orderId: direction }],
    take: limit + 1,
  })
}

/** The lines of each order, in the order of their variants, with the places where their pieces are. */
export async function linesOfOrders(
  prisma: Transaction,
  orderIds: readonly string[],
): Promise<Map<string, AllocatedLine[]>> {
  const where = { orderId: { in: [...orderIds] } }
  const [lines, allocations] = await Promise.all([
    prisma.reservationLine.findMany({ where, orderBy: { variantId: 'asc' } }),
    prisma.allocation.findMany({ where, orderBy: { locationId: 'asc' } }),
  ])
  const byLine = Map.groupBy(allocations, ({ orderId, variantId }) => `${orderId} ${variantId}`)
  const allocated = lines.map((line) => ({
    ...line,
    allocations: byLine.get(`${line.orderId} ${line.variantId}`) ?? [],
  }))
  return Map.groupBy(allocated, ({ orderId }) => orderId)
}

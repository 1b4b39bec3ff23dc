import type { Allocation, Line, Shortage } from '../domain/allocation.ts'
import type { Reservation } from '../domain/reservation.ts'
import type { Transaction } from './database.ts'
import type { ReservationState } from './generated/client.ts'

/** What is known of an order's stock, and where it is held or was sold from. */
export interface KnownReservation {
  readonly reservation: Reservation
  readonly allocations: readonly Allocation[]
}

/**
 * Reads what is known of an order and keeps every other message of that order waiting until the transaction ends. The
 * lock is not on a row, because an order whose first message this is has none yet.
 */
export async function lockReservation(tx: Transaction, orderId: string): Promise<KnownReservation> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${orderId}, 0))`
  const row = await tx.reservation.findUnique({
    where: { orderId },
    include: { allocations: true, lines: { where: { availableWhenRefused: { not: null } } } },
  })
  if (!row) return { reservation: { state: 'NONE' }, allocations: [] }
  const { allocations, lines } = row
  if (row.state === 'HELD')
    return { reservation: { state: row.state, expiresAt: row.expiresAt! }, allocations }
  if (row.state === 'REJECTED')
    return { reservation: { state: row.state, shortages: lines.map(toShortage) }, allocations }
  return { reservation: { state: row.state }, allocations }
}

const toShortage = (line: Line & { availableWhenRefused: number | null }): Shortage => ({
  variantId: line.variantId,
  requested: line.quantity,
  available: line.availableWhenRefused ?? 0,
})

/** Sets the state of an order's reservation; the first state makes its row. */
export async function setState(
  tx: Transaction,
  orderId: string,
  state: ReservationState,
  at: Date,
  expiresAt: Date | null = null,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO reservation (order_id, state, expires_at, created_at, updated_at)
    VALUES (${orderId}::uuid, ${state}::reservation_state, ${expiresAt}::timestamptz, ${at}::timestamptz, ${at}::timestamptz)
    ON CONFLICT (order_id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at`
}

/** Keeps what an order wants, and which of it was short when it was refused. */
export async function keepLines(
  tx: Transaction,
  orderId: string,
  lines: readonly Line[],
  shortages: readonly Shortage[] = [],
): Promise<void> {
  const available = new Map(shortages.map((shortage) => [shortage.variantId, shortage.available]))
  await tx.$executeRaw`
    INSERT INTO reservation_line (order_id, variant_id, quantity, available_when_refused)
    SELECT ${orderId}::uuid, * FROM unnest(
      ${lines.map(({ variantId }) => variantId)}::uuid[], ${lines.map(({ quantity }) => quantity)}::int[],
      ${lines.map(({ variantId }) => available.get(variantId) ?? null)}::int[])
    ON CONFLICT (order_id, variant_id) DO UPDATE SET available_when_refused = excluded.available_when_refused`
}

export async function keepAllocations(
  tx: Transaction,
  orderId: string,
  allocations: readonly Allocation[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO allocation (order_id, variant_id, location_id, quantity)
    SELECT ${orderId}::uuid, * FROM unnest(${allocations.map(({ variantId }) => variantId)}::uuid[],
      ${allocations.map(({ locationId }) => locationId)}::uuid[], ${allocations.map(({ quantity }) => quantity)}::int[])`
}

export async function dropAllocations(tx: Transaction, orderId: string): Promise<void> {
  await tx.allocation.deleteMany({ where: { orderId } })
}

/**
 * Moves pieces from free to held, everything or nothing. The condition can only fail if somebody changed stock without
 * locking it; then nothing is held, the transaction is undone, and the message comes again.
 */
export async function holdPieces(
  tx: Transaction,
  allocations: readonly Allocation[],
  at: Date,
): Promise<void> {
  const held = await moveReserved(tx, allocations, 1, at)
  if (held !== allocations.length) throw new Error('Stock that was locked is not free any more.')
}

/** Moves held pieces back to free. */
export async function freePieces(
  tx: Transaction,
  allocations: readonly Allocation[],
  at: Date,
): Promise<void> {
  const freed = await moveReserved(tx, allocations, -1, at)
  if (freed !== allocations.length) throw new Error('Pieces that were held are not held any more.')
}

const moveReserved = (
  tx: Transaction,
  allocations: readonly Allocation[],
  sign: 1 | -1,
  at: Date,
): Promise<number> =>
  tx.$executeRaw`
    UPDATE stock_level AS level
    SET reserved = reserved + ${sign}::int * quantity, updated_at = ${at}::timestamptz
    FROM unnest(${allocations.map(({ variantId }) => variantId)}::uuid[],
      ${allocations.map(({ locationId }) => locationId)}::uuid[],
      ${allocations.map(({ quantity }) => quantity)}::int[]) AS allocation(variant_id, location_id, quantity)
    WHERE level.variant_id = allocation.variant_id AND level.location_id = allocation.location_id
      AND reserved + ${sign}::int * quantity BETWEEN 0 AND on_hand`

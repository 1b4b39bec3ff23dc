import type { Reservation, ReservationLine } from '../../subgraphs/inventory/data/generated/client.ts'
import type { Order, OrderLine, OrderTransition } from '../../subgraphs/ordering/data/generated/client.ts'
import type {
  Attempt,
  OrderProgress,
  Payment,
  SandboxTransaction,
} from '../../subgraphs/payments/data/generated/client.ts'
import type { Shop } from './shop.ts'

/** What the three subgraphs, and the provider, have in their books about one order. */
export interface Evidence {
  /** As in the trace: from 0, in the order they were placed. */
  readonly index: number
  readonly order: Order & { readonly lines: OrderLine[]; readonly history: OrderTransition[] }
  readonly reservation: (Reservation & { readonly lines: ReservationLine[] }) | undefined
  readonly progress: OrderProgress | undefined
  readonly payment: (Payment & { readonly attempts: Attempt[] }) | undefined
  /** What the provider approved of. */
  readonly approved: readonly SandboxTransaction[]
}

/** Everything there is about the orders of a story; six statements and more, whatever their number. */
export async function gather(
  { ordering, inventory, payments }: Shop,
  orderIds: readonly string[],
): Promise<Evidence[]> {
  const [orders, reservations, progresses, paid, books] = await Promise.all([
    ordering.prisma.order.findMany({ include: { lines: true, history: { orderBy: { version: 'asc' } } } }),
    inventory.prisma.reservation.findMany({ include: { lines: true } }),
    payments.prisma.orderProgress.findMany(),
    payments.prisma.payment.findMany({ include: { attempts: true } }),
    payments.prisma.sandboxTransaction.findMany({ where: { approved: true } }),
  ])
  return orders.map((order) => {
    const isOurs = ({ orderId }: { orderId: string }): boolean => orderId === order.id
    const payment = paid.find(isOurs)
    const keys = new Set(payment?.attempts.map(({ id }) => id))
    return {
      index: orderIds.indexOf(order.id),
      order,
      reservation: reservations.find(isOurs),
      progress: progresses.find(isOurs),
      payment,
      approved: books.filter(({ authorisationKey }) => keys.has(authorisationKey)),
    }
  })
}

import type { Sealing } from '@tradewind/events'
import { ordering } from '@tradewind/events/contracts'
import { isId, newId, transact } from '@tradewind/service'
import {
  place,
  price,
  type Basket,
  type OrderLimits,
  type PlacingFailure,
  type PricedLine,
} from '../domain/placing.ts'
import type { Clock } from '../domain/steps.ts'
import type { Transaction } from './database.ts'
import type { Order as OrderRow, PrismaClient } from './generated/client.ts'
import { once } from './idempotency.ts'
import { findOffers } from './offers.ts'
import { toColumns } from './order-state.ts'
import { publishOrderEvent } from './publish-order-event.ts'
import { historyOf } from './transitions.ts'

/** Where a parcel goes, in the columns of an order. */
export type ShippingAddress = Pick<
  OrderRow,
  | 'recipientName'
  | 'company'
  | 'addressLine1'
  | 'addressLine2'
  | 'city'
  | 'region'
  | 'postalCode'
  | 'countryCode'
  | 'phone'
>

export interface PlaceOrder {
  readonly customerId: string
  readonly basket: Basket
  readonly shippingAddress: ShippingAddress
  /** In plain text; it is sealed before it is kept anywhere. */
  readonly paymentToken: string
  readonly idempotencyKey: string
  /** What the customer sent, for the comparison with what they sent before under the same key. */
  readonly input: object
}

export type PlaceOrderResult =
  | { readonly kind: 'placed'; readonly order: OrderRow }
  | { readonly kind: 'refused'; readonly failures: readonly PlacingFailure[] }
  | { readonly kind: 'conflict' }

export interface PlacingTerms {
  readonly clock: Clock
  readonly limits: OrderLimits
  readonly sealing: Pick<Sealing, 'seal'>
}

/** Places an order at the prices of this moment, or says what is in the way. In one transaction with its events. */
export async function placeOrder(
  prisma: PrismaClient,
  command: PlaceOrder,
  { clock, limits, sealing }: PlacingTerms,
): Promise<PlaceOrderResult> {
  const { customerId: actorId, idempotencyKey: key, input, basket } = command
  const orderId = newId()
  return transact(prisma, async (tx: Transaction): Promise<PlaceOrderResult> => {
    const request = { actorId, key, operation: 'placeOrder', input, orderId, at: clock.now } as const
    const result = await once(tx, request, async () => {
      const variantIds = basket.lines.map(({ variantId }) => variantId).filter(isId)
      const priced = price(basket, await findOffers(tx, variantIds), limits)
      if (priced.kind === 'refused') return priced
      const paymentToken = sealing.seal(ordering.paymentToken, orderId, command.paymentToken)
      return createOrder(tx, orderId, { ...command, paymentToken }, priced, clock)
    })
    if (result.kind !== 'repeated') return result
    return { kind: 'placed', order: await tx.order.findUniqueOrThrow({ where: { id: result.orderId } }) }
  })
}

async function createOrder(
  tx: Transaction,
  id: string,
  { customerId, shippingAddress, paymentToken, basket }: PlaceOrder,
  { lines, total }: { readonly lines: readonly PricedLine[]; readonly total: bigint },
  clock: Clock,
): Promise<PlaceOrderResult> {
  const { state, events } = place(lines, paymentToken, clock)
  const { now } = clock
  const version = 1
  const order = await tx.order.create({
    data: {
      id,
      customerId,
      currencyCode: basket.currencyCode,
      total,
      ...shippingAddress,
      ...toColumns(state),
      version,
      placedAt: now,
      updatedAt: now,
    },
  })
  await tx.orderLine.createMany({
    data: lines.map((line, position) => ({ id: newId(), orderId: id, position, ...line })),
  })
  await tx.orderTransition.create({
    data: { orderId: id, version, at: now, ...historyOf(state, { kind: 'CUSTOMER', id: customerId }) },
  })
  for (const event of events) await publishOrderEvent(tx, order, event)
  return { kind: 'placed', order }
}

import { hasScope, invalidInput, parseInput, requireViewer } from '@tradewind/service'
import { changeOrder, changeOrderOnce, type ChangeResult } from '../data/change-order.ts'
import type { Order as OrderRow } from '../data/generated/client.ts'
import { placeOrder } from '../data/place-order.ts'
import { cancellerOf, usualReason } from '../domain/access.ts'
import { cancel, deliver, ship } from '../domain/commands.ts'
import type { OrderStatus } from '../domain/order.ts'
import { checkSize } from '../domain/placing.ts'
import { idempotencyConflict, notCancellable, notDeliverable, notShippable, orderNotFound } from './errors.ts'
import type { MutationResolvers } from './generated/types.ts'
import { cancelOrderInput, placeOrderInput, shipOrderInput } from './input.ts'
import { toPlaceOrder, toPlaceOrderError } from './placing.ts'

export const Mutation: MutationResolvers = {
  async placeOrder(_, { input }, context) {
    const { id: customerId } = requireViewer(context)
    const { limits, clock, sealing } = context.settings
    const wrongSize = checkSize(input.lines.length, limits)
    if (wrongSize) return { errors: [toPlaceOrderError(wrongSize)] }
    const parsed = parseInput(placeOrderInput, input)
    if (!parsed.ok) return { errors: parsed.errors }
    const command = toPlaceOrder(customerId, parsed.value)
    if (!command.ok) return { errors: command.errors }

    const result = await placeOrder(context.prisma, command.value, { limits, sealing, clock: clock() })
    if (result.kind === 'placed') return { order: result.order, errors: [] }
    if (result.kind === 'conflict') return { errors: [idempotencyConflict] }
    return { errors: result.failures.map(toPlaceOrderError) }
  },

  async cancelOrder(_, { input }, context) {
    const viewer = requireViewer(context)
    const parsed = parseInput(cancelOrderInput, input)
    if (!parsed.ok) return { errors: parsed.errors }
    const { orderId, reason, note, idempotencyKey: key } = parsed.value
    if (reason === 'STAFF_DECISION' && !hasScope(viewer, 'orders:write')) {
      return { errors: [invalidInput('Only staff can give this reason.', ['reason'])] }
    }
    const result = await changeOrderOnce(
      context.prisma,
      {
        orderId,
        actorOn: (customerId) => cancellerOf(viewer, customerId),
        decide: (order, actor) => cancel(order, { reason: reason ?? usualReason(actor), note }),
        at: context.settings.clock().now,
      },
      { actorId: viewer.id, key, operation: 'cancelOrder', input: { orderId, reason, note } },
    )
    return result.kind === 'conflict' ? { errors: [idempotencyConflict] } : toPayload(result, notCancellable)
  },

  async shipOrder(_, { input }, context) {
    const { id } = requireViewer(context)
    const parsed = parseInput(shipOrderInput, input)
    if (!parsed.ok) return { errors: parsed.errors }
    const { orderId, idempotencyKey: key, ...parcel } = parsed.value
    const at = context.settings.clock().now
    const result = await changeOrderOnce(
      context.prisma,
      { orderId, actorOn: () => ({ kind: 'STAFF', id }), decide: (order) => ship(order, parcel, at), at },
      { actorId: id, key, operation: 'shipOrder', input: { orderId, ...parcel } },
    )
    return result.kind === 'conflict' ? { errors: [idempotencyConflict] } : toPayload(result, notShippable)
  },

  async deliverOrder(_, { input: { orderId } }, context) {
    const { id } = requireViewer(context)
    const at = context.settings.clock().now
    const result = await changeOrder(context.prisma, {
      orderId,
      actorOn: () => ({ kind: 'STAFF', id }),
      decide: (order) => deliver(order, at),
      at,
    })
    return toPayload(result, notDeliverable)
  },
}

function toPayload<Refusal>(
  result: ChangeResult,
  refuse: (status: OrderStatus) => Refusal,
): { order?: OrderRow; errors: (Refusal | typeof orderNotFound)[] } {
  if (result.kind === 'changed') return { order: result.order, errors: [] }
  return { errors: [result.kind === 'notFound' ? orderNotFound : refuse(result.status)] }
}

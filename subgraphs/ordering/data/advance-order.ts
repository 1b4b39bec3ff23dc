import type { OrderStatus } from '../domain/order.ts'
import { advance, type ProcessMessage } from '../domain/process.ts'
import type { Clock } from '../domain/steps.ts'
import type { Transaction } from './database.ts'
import { lockOrder, saveMove } from './transitions.ts'

/** A message that its order cannot have caused yet. The bus delivers it again later, and keeps it when that is no use. */
export class PrematureMessageError extends Error {
  override readonly name = 'PrematureMessageError'
  readonly orderId: string
  readonly kind: ProcessMessage['kind']

  constructor(orderId: string, kind: ProcessMessage['kind'], status: OrderStatus | null) {
    super(`${kind} came for order ${orderId}, which ${status === null ? 'is not known' : `is ${status}`}.`)
    this.orderId = orderId
    this.kind = kind
  }
}

/** Hands a message to the process of its order, and keeps what comes of it. Throws PrematureMessageError. */
export async function advanceOrder(
  tx: Transaction,
  orderId: string,
  message: ProcessMessage,
  clock: Clock,
): Promise<void> {
  const locked = await lockOrder(tx, orderId)
  if (!locked) throw new PrematureMessageError(orderId, message.kind, null)
  const outcome = advance(locked.order, message, clock)
  switch (outcome.kind) {
    case 'moved':
      await saveMove(tx, locked, outcome, { actor: { kind: 'SYSTEM' }, at: clock.now })
      return
    case 'ignored':
      return
    case 'premature':
      throw new PrematureMessageError(orderId, message.kind, locked.order.state.status)
    default: {
      const _never: never = outcome
      return _never
    }
  }
}

import type { Bus } from '../bus/bus.ts'
import { changeOf, type Occurrence } from './change.ts'
import { toMessages } from './message.ts'

/**
 * Tells whoever listens which entities a batch of events changed, in one step for the whole batch; costs nothing where
 * none of them says that it changes any. Resolves when the back end has it.
 */
export async function broadcastChanges(
  bus: Pick<Bus, 'broadcast'>,
  events: readonly Occurrence[],
): Promise<void> {
  const change = changeOf(events)
  if (change) await bus.broadcast(toMessages(change))
}

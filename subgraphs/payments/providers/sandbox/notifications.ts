import type { Logger } from '@tradewind/service'
import type { PrismaClient } from '../../data/generated/client.ts'
import type { Notify } from '../provider.ts'

const RETRY_AFTER_MS = 5_000

export interface Notifications {
  /** New notifications may be there. */
  wake(): void
  /** Sends nothing more, and waits for what is being sent. */
  stop(): Promise<void>
}

/**
 * Sends the notifications that are due. Like a real provider's, one may get lost: it is marked before it is sent.
 * Gives the milliseconds until the next is due; null when there is none.
 */
export async function sendDue(prisma: PrismaClient, notify: Notify, now: () => Date): Promise<number | null> {
  const due = await prisma.sandboxNotification.updateManyAndReturn({
    where: { sentAt: null, dueAt: { lte: now() } },
    data: { sentAt: now() },
  })
  for (const { key } of due) await notify(key)
  const next = await prisma.sandboxNotification.findFirst({
    where: { sentAt: null },
    orderBy: { dueAt: 'asc' },
  })
  return next && Math.max(0, next.dueAt.getTime() - now().getTime())
}

/** Sends the sandbox's notifications when they are due, those from before a restart too. One process of several sends each. */
export function startNotifications(
  prisma: PrismaClient,
  notify: Notify,
  now: () => Date,
  logger: Logger,
): Notifications {
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined
  let again = false
  let stopped = false

  const run = async (): Promise<void> => {
    const wait = await sendDue(prisma, notify, now).catch((error: Error) => {
      logger.warn({ err: error }, 'The sandbox provider could not send its notifications.')
      return RETRY_AFTER_MS
    })
    sending = undefined
    if (stopped) return
    if (again) wake()
    else if (wait !== null) timer = setTimeout(wake, wait).unref()
  }

  function wake(): void {
    if (stopped) return
    again = sending !== undefined
    if (sending) return
    clearTimeout(timer)
    sending = run()
  }

  wake()
  return {
    wake,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await sending
    },
  }
}

import { createSealing } from '@tradewind/events'
import { createLogger, newId, readEnvironment } from '@tradewind/service'
import type { Services } from '../../subgraphs/payments/context.ts'
import { openDatabase } from '../../subgraphs/payments/data/database.ts'
import { runStaffCommand } from '../../subgraphs/payments/data/staff-command.ts'
import type { Going } from '../../subgraphs/payments/domain/staff.ts'
import { refund, retryCapture, voidPayment } from '../../subgraphs/payments/domain/staff.ts'
import type { Payment } from '../../subgraphs/payments/domain/payment.ts'
import { environmentShape } from '../../subgraphs/payments/environment.ts'
import { createNotify } from '../../subgraphs/payments/events/notify.ts'
import { subscriptions } from '../../subgraphs/payments/events/subscriptions.ts'
import type { PaymentProvider } from '../../subgraphs/payments/providers/provider.ts'
import { sendDue } from '../../subgraphs/payments/providers/sandbox/notifications.ts'
import { createSandbox } from '../../subgraphs/payments/providers/sandbox/sandbox.ts'
import { openPart, surroundings, type Clock } from './part.ts'

export type Payments = Awaited<ReturnType<typeof openPayments>>

/** Payments and its sandbox provider, with what staff can do there. Each command says what came of it. */
export async function openPayments({ now }: Clock) {
  const { environment: source, drop } = await surroundings('payments')
  // Few tries, so that a story is short.
  const environment = readEnvironment(environmentShape, { ...source, PAYMENT_TRIES: '2' })
  const database = openDatabase(environment.DATABASE_URL)
  const { prisma } = database
  const notify = createNotify(prisma)
  const notifications = { wake: () => undefined, stop: async () => undefined }
  const delay = environment.PAYMENT_SANDBOX_DELAY_MS
  const services: Services = {
    prisma,
    provider: withoutWaiting(createSandbox({ prisma, notifications, now, newId, delay })),
    sealing: createSealing(environment.EVENTS_SEALING_KEY),
    providerLimit: 20_000,
    patience: { tries: environment.PAYMENT_TRIES, firstWait: environment.PAYMENT_FIRST_WAIT_MS },
    now,
    newId,
    logger: createLogger('payments', 'silent'),
  }
  const part = await openPart({
    name: 'payments',
    database,
    subscriptions: subscriptions(services),
    guarded: ['ledger_entry'],
  })

  async function run(orderId: string, decide: (payment: Payment) => Going): Promise<string> {
    if (!(await prisma.payment.findUnique({ where: { orderId } }))) return 'refused: there is no payment'
    const command = {
      orderId,
      decide,
      actorId: newId(),
      idempotencyKey: newId(),
      content: [],
      reason: 'asked',
    }
    const answer = await runStaffCommand(services, command)
    return answer !== 'CONFLICT' && 'attemptId' in answer
      ? 'done'
      : `refused: ${JSON.stringify(answer, digits)}`
  }

  return {
    ...part,
    prisma,
    async close() {
      await part.close()
      await drop()
    },
    /** Refunds all that can be refunded, or that many cents. */
    refund: (orderId: string, amount: bigint | null) => run(orderId, (payment) => refund(payment, amount)),
    retryCapture: (orderId: string) => run(orderId, retryCapture),
    voidPayment: (orderId: string) => run(orderId, voidPayment),
    /** Sends the provider's notifications that are due; when the next one is, or null. */
    async sendNotifications(): Promise<Date | null> {
      const wait = await sendDue(prisma, notify, now)
      return wait === null ? null : new Date(now().getTime() + wait)
    },
  }
}

const digits = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value)

/** The sandbox with callers who hang up at once, so that no story waits for an answer that never comes. */
const withoutWaiting = (sandbox: PaymentProvider): PaymentProvider => ({
  ...sandbox,
  authorise: (request) => sandbox.authorise(request, AbortSignal.abort()),
  capture: (request) => sandbox.capture(request, AbortSignal.abort()),
  void: (request) => sandbox.void(request, AbortSignal.abort()),
  refund: (request) => sandbox.refund(request, AbortSignal.abort()),
  lookUp: (key) => sandbox.lookUp(key, AbortSignal.abort()),
})

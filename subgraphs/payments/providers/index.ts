import type { Logger } from '@tradewind/service'
import type { PrismaClient } from '../data/generated/client.ts'
import type { Environment } from '../environment.ts'
import type { Notify, PaymentProvider } from './provider.ts'
import { startNotifications } from './sandbox/notifications.ts'
import { createSandbox } from './sandbox/sandbox.ts'

/** What a provider may use. A real one needs `notify`, the logger, and settings of its own in environment.ts. */
export interface ProviderOptions {
  readonly environment: Environment
  readonly prisma: PrismaClient
  readonly notify: Notify
  readonly now: () => Date
  readonly newId: () => string
  readonly logger: Logger
}

/** The payment providers, by the name they are chosen with in PAYMENT_PROVIDER. */
const providers: Record<Environment['PAYMENT_PROVIDER'], (options: ProviderOptions) => PaymentProvider> = {
  sandbox: ({ environment, prisma, notify, now, newId, logger }) => {
    if (environment.NODE_ENV === 'production') {
      logger.warn(
        'Payments go to the sandbox: no money will move. Choose another PAYMENT_PROVIDER to earn any.',
      )
    }
    const notifications = startNotifications(prisma, notify, now, logger)
    return createSandbox({ prisma, notifications, now, newId, delay: environment.PAYMENT_SANDBOX_DELAY_MS })
  },
}

/** The provider that the environment names. */
export const createProvider = (options: ProviderOptions): PaymentProvider =>
  providers[options.environment.PAYMENT_PROVIDER](options)

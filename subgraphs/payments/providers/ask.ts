import { ordering } from '@tradewind/events/contracts'
import type { Services } from '../context.ts'
import type { Call } from '../data/next-call.ts'
import type { Answer } from '../domain/answer.ts'
import type { Attempt } from '../domain/payment.ts'
import type { PaymentProvider } from './provider.ts'
import { withinLimit } from './time-limit.ts'

/**
 * Asks the provider, outside any transaction. Never throws on the provider's account: no answer is `unknown`.
 * @throws SealingError when the payment token cannot be opened, which somebody has to mend.
 */
export async function ask(services: Omit<Services, 'prisma'>, call: Call): Promise<Answer> {
  const { stored, attempt } = call
  const { provider, providerLimit, logger } = services
  const log = logger.child({
    orderId: stored.orderId,
    paymentId: stored.id,
    attempt: attempt.number,
    operation: attempt.operation,
  })
  // Nothing is to be moved: providers refuse such requests.
  if (attempt.amount === 0n) return { outcome: 'approved', reference: 'nothing-to-pay' }

  const token = tokenOf(services, call)
  const started = performance.now()
  const answer = await withinLimit(
    (signal) => (call.lookUp ? lookUp(provider, call, token, signal) : send(provider, call, token, signal)),
    providerLimit,
    log,
  )
  log.info({ answer: answer.outcome, ms: Math.round(performance.now() - started) }, 'The provider was asked.')
  return answer
}

/** The token in plain text where it may be needed; null once it is gone, when the authorisation was given up. */
function tokenOf({ sealing }: Pick<Services, 'sealing'>, { stored, attempt }: Call): string | null {
  const { orderId, paymentToken: sealed } = stored
  if (attempt.operation !== 'AUTHORISE' || sealed === null) return null
  return sealing.open(ordering.paymentToken, orderId, sealed)
}

function send(
  provider: PaymentProvider,
  { stored, attempt }: Call,
  paymentToken: string | null,
  signal: AbortSignal,
): Promise<Answer> {
  const { currencyCode } = stored
  const request = { idempotencyKey: attempt.id, amount: attempt.amount, currencyCode }
  switch (attempt.operation) {
    case 'AUTHORISE':
      // Given up: it will not be asked for again.
      if (paymentToken === null) return Promise.resolve({ outcome: 'unknown' })
      return provider.authorise({ ...request, paymentToken }, signal)
    case 'CAPTURE':
      return provider.capture({ ...request, authorisation: authorisationOf(stored.payment.attempts) }, signal)
    case 'VOID':
      return provider.void({ ...request, authorisation: authorisationOf(stored.payment.attempts) }, signal)
    case 'REFUND':
      return provider.refund({ ...request, authorisation: authorisationOf(stored.payment.attempts) }, signal)
    default:
      return attempt.operation satisfies never
  }
}

/** Looks a request up, and sends it again when it never arrived, unless nobody wants it any more. */
async function lookUp(
  provider: PaymentProvider,
  call: Call,
  token: string | null,
  signal: AbortSignal,
): Promise<Answer> {
  const { stored, attempt } = call
  const answer = await provider.lookUp(attempt.id, signal)
  if (answer.outcome !== 'absent') return answer
  const unwanted = attempt.operation === 'AUTHORISE' && stored.payment.order.ended
  return unwanted ? { outcome: 'unknown' } : send(provider, call, token, signal)
}

function authorisationOf(attempts: readonly Attempt[]) {
  const authorisation = attempts.find(({ operation }) => operation === 'AUTHORISE')
  if (!authorisation) throw new Error('A payment was to be moved that was never to be authorised.')
  return { idempotencyKey: authorisation.id, reference: authorisation.reference }
}

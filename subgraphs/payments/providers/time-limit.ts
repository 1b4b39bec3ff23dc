import type { Logger } from '@tradewind/service'
import type { Answer } from '../domain/answer.ts'

/**
 * Calls a provider for so long and no longer. What it throws is logged and counts, like a time-out, as `unknown`: the
 * request may have arrived. The limit holds even for a provider that does not listen to its signal.
 */
export async function withinLimit<Reply>(
  call: (signal: AbortSignal) => Promise<Reply>,
  limit: number,
  logger: Logger,
): Promise<Reply | Extract<Answer, { outcome: 'unknown' }>> {
  const signal = AbortSignal.timeout(limit)
  const hungUp = new Promise<{ outcome: 'unknown' }>((resolve) => {
    signal.addEventListener('abort', () => resolve({ outcome: 'unknown' }), { once: true })
  })
  try {
    return await Promise.race([call(signal), hungUp])
  } catch (error) {
    logger.warn({ err: error }, 'The payment provider could not be asked.')
    return { outcome: 'unknown' }
  }
}

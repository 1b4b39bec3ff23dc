import type { Exchange, Answer } from './dispatch.ts'
import { onAbort } from './abandonment.ts'

/** Nobody waits for the answer any more. */
export class AbandonedError extends Error {
  override readonly name = 'AbandonedError'

  constructor(message = 'The client went away.') {
    super(message)
  }
}

/** Waits for an exchange that nobody else waits for; it ends when the signal aborts. */
export async function wait(exchange: Exchange, signal: AbortSignal): Promise<Answer> {
  const abandon = (): void => exchange.abort(new AbandonedError())
  if (signal.aborted) abandon()
  const forget = onAbort(signal, abandon)
  try {
    return await exchange.answer
  } finally {
    forget()
  }
}

interface Shared {
  readonly exchange: Exchange
  waiting: number
}

/** Lets requests under way be waited for together. */
export interface Sharing {
  /**
   * The answer to a request. When one with the same key is under way, it is that one's; the key must hold all that
   * an answer may depend on. A request ends early only when nobody waits for it any more.
   */
  share(key: string, signal: AbortSignal, start: () => Exchange): Promise<Answer>
}

export function createSharing(): Sharing {
  const underWay = new Map<string, Shared>()
  return {
    async share(key, signal, start) {
      let shared = underWay.get(key)
      if (!shared) {
        const added = { exchange: start(), waiting: 0 }
        shared = added
        underWay.set(key, added)
        const forget = (): void => {
          if (underWay.get(key) === added) underWay.delete(key)
        }
        added.exchange.answer.then(forget, forget)
      }
      shared.waiting += 1
      const gone = Promise.withResolvers<never>()
      const forgetSignal = onAbort(signal, () => gone.reject(new AbandonedError()))
      if (signal.aborted) gone.reject(new AbandonedError())
      try {
        return await Promise.race([shared.exchange.answer, gone.promise])
      } finally {
        forgetSignal()
        shared.waiting -= 1
        if (shared.waiting === 0 && signal.aborted) {
          if (underWay.get(key) === shared) underWay.delete(key)
          shared.exchange.abort(new AbandonedError())
        }
      }
    },
  }
}

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

interface Shared<Value> {
  readonly exchange: Shareable<Value>
  waiting: number
}

/** Work under way that can be waited for together. */
export interface Shareable<Value> {
  readonly answer: Promise<Value>
  /** Ends it, whatever it is waiting for. */
  abort(reason: Error): void
}

/** Lets requests under way be waited for together. */
export interface Sharing<Value> {
  /**
   * The answer to a request. When one with the same key is under way, it is that one's; the key must hold all that
   * an answer may depend on. A request ends early only when nobody waits for it any more.
   */
  share(key: string, signal: AbortSignal, start: () => Shareable<Value>): Promise<Value>
  /**
   * Lets nobody join what is under way. To be called when something has been written: whoever was told of that must not
   * be given what was read before it.
   */
  forget(): void
}

export function createSharing<Value>(): Sharing<Value> {
  const underWay = new Map<string, Shared<Value>>()
  return {
    forget: () => underWay.clear(),
    async share(key, signal, start) {
      let shared = underWay.get(key)
      if (!shared) {
        const added: Shared<Value> = { exchange: start(), waiting: 0 }
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

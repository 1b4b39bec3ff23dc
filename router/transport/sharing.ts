import { onAbort } from './abandonment.ts'

/** Nobody waits for the answer any more. */
export class AbandonedError extends Error {
  override readonly name = 'AbandonedError'

  constructor(message = 'The client went away.') {
    super(message)
  }
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

/** `shared` makes what several are given of what one would have had for itself. */
export function createSharing<Value>(shared?: (value: Value) => Value): Sharing<Value> {
  const underWay = new Map<string, Joint<Value>>()
  return {
    forget: () => underWay.clear(),
    share(key, signal, start) {
      let joint = underWay.get(key)
      if (!joint) {
        const onEnd = (): void => {
          if (underWay.get(key) === added) underWay.delete(key)
        }
        const added: Joint<Value> = new Joint(start(), onEnd, shared)
        underWay.set(key, (joint = added))
      }
      return joint.wait(signal)
    },
  }
}

/** Waits for work that nobody else waits for; it ends when the signal aborts. */
export const wait = <Value>(work: Shareable<Value>, signal: AbortSignal): Promise<Value> =>
  new Joint(work).wait(signal)

type Waiter<Value> = Pick<PromiseWithResolvers<Value>, 'resolve' | 'reject'>

/** Work, and who waits for it. Each waits by one promise of its own: thousands of requests a second do. */
class Joint<Value> {
  readonly #work: Shareable<Value>
  readonly #onEnd: (() => void) | undefined
  readonly #waiting = new Set<Waiter<Value>>()

  /** `onEnd` is called when the work has ended, or is of no more use. */
  constructor(work: Shareable<Value>, onEnd?: () => void, shared?: (value: Value) => Value) {
    this.#work = work
    this.#onEnd = onEnd
    const settle = (value: Value): void => {
      const given = shared && this.#waiting.size > 1 ? shared(value) : value
      this.#end((waiter) => waiter.resolve(given))
    }
    work.answer.then(settle, (error: unknown) => this.#end((waiter) => waiter.reject(error)))
  }

  wait(signal: AbortSignal): Promise<Value> {
    const { promise, resolve, reject } = Promise.withResolvers<Value>()
    const forget = onAbort(signal, () => this.#leave(waiter))
    const waiter: Waiter<Value> = {
      resolve(value) {
        forget()
        resolve(value)
      },
      reject(reason) {
        forget()
        reject(reason)
      },
    }
    this.#waiting.add(waiter)
    if (signal.aborted) this.#leave(waiter)
    return promise
  }

  #end(settle: (waiter: Waiter<Value>) => void): void {
    this.#onEnd?.()
    this.#waiting.forEach(settle)
  }

  #leave(waiter: Waiter<Value>): void {
    waiter.reject(new AbandonedError())
    this.#waiting.delete(waiter)
    if (this.#waiting.size > 0) return
    this.#onEnd?.()
    this.#work.abort(new AbandonedError())
  }
}

import type { ExecutionResult } from 'graphql'
import { subscriptionTooSlow } from '../../errors/errors.ts'

/** Answers on their way to one client. */
export interface Consumer {
  readonly answers: AsyncGenerator<ExecutionResult, void>
  push(answer: ExecutionResult): void
  /** No answers follow but those that wait, and this last one. */
  end(last?: ExecutionResult): void
}

/**
 * Holds the answers that a client has not taken yet, at most `limit` of them: one that takes them too slowly gets an
 * error in their place, and no more. `onLeave` is called once, when nobody takes answers any more.
 */
export function createConsumer(limit: number, onLeave: () => void): Consumer {
  type Step = IteratorResult<ExecutionResult, void>
  let waiting: ExecutionResult[] = []
  const takers: ((step: Step) => void)[] = []
  let isOver = false

  function finish(): void {
    isOver = true
    for (const take of takers.splice(0)) take({ done: true, value: undefined })
    onLeave()
  }
  function push(answer: ExecutionResult): void {
    if (isOver) return
    const take = takers.shift()
    if (take) take({ done: false, value: answer })
    else if (waiting.length < limit) waiting.push(answer)
    else {
      waiting = [{ errors: [subscriptionTooSlow()] }]
      finish()
    }
  }
  async function leave(): Promise<Step> {
    waiting = []
    if (!isOver) finish()
    return { done: true, value: undefined }
  }

  return {
    answers: {
      next() {
        const answer = waiting.shift()
        if (answer) return Promise.resolve({ done: false, value: answer })
        if (isOver) return Promise.resolve({ done: true, value: undefined })
        return new Promise((resolve) => void takers.push(resolve))
      },
      return: leave,
      async throw(error) {
        await leave()
        throw error
      },
      [Symbol.asyncIterator]() {
        return this
      },
      async [Symbol.asyncDispose]() {
        await leave()
      },
    },
    push,
    end(last) {
      if (last) push(last)
      if (!isOver) finish()
    },
  }
}

import { Worker } from 'node:worker_threads'
import type { Logger } from '@tradewind/service'

export interface ThreadLimits {
  /** How long one task may take, in milliseconds. */
  readonly timeoutMs: number
  /** How much memory it may take, in MB. */
  readonly memoryMb: number
}

/** Why there is no answer. `BUSY` and `CLOSING`: nobody began with the task. */
export type ThreadFailure = 'BUSY' | 'CLOSING' | 'TIMEOUT' | 'OUT_OF_MEMORY' | 'FAILED'

/** A thread did not answer. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError'
  readonly reason: ThreadFailure

  constructor(reason: ThreadFailure) {
    super(`The thread did not answer: ${reason}.`)
    this.reason = reason
  }
}

export interface Thread<Task, Answer> {
  /** @throws ThreadError */
  ask(task: Task): Promise<Answer>
  close(): Promise<void>
}

const QUEUE_LENGTH = 50
const IDLE_MS = 30_000

/**
 * Does tasks in a thread of its own, one after the other, so that requests are answered meanwhile. The thread is started
 * when there is something to do, ends when there has been nothing for a while, and is ended with what takes too much
 * time or memory. Its module calls `answerTasks` (answer-tasks.ts).
 */
export function createThread<Task, Answer>(
  module: URL,
  limits: ThreadLimits,
  logger: Logger,
): Thread<Task, Answer> {
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let closed = false

  function begin(): Worker {
    const started = start(module, limits)
    // One that ends while nobody waits for it must neither end the process nor be asked again.
    started.on('error', () => undefined)
    started.once('exit', () => {
      if (worker === started) worker = null
    })
    return started
  }

  async function run(task: Task): Promise<Answer> {
    if (closed) throw new ThreadError('CLOSING')
    clearTimeout(idle)
    worker ??= begin()
    try {
      const answer = await ask<Answer>(worker, task, limits, logger)
      idle = setTimeout(end, IDLE_MS).unref()
      return answer
    } catch (error) {
      end()
      throw error
    }
  }

  function end(): void {
    void worker?.terminate()
    worker = null
  }

  return {
    async ask(task) {
      if (waiting >= QUEUE_LENGTH) throw new ThreadError('BUSY')
      waiting++
      const answer = turn.then(() => run(task))
      turn = answer.catch(() => undefined)
      try {
        return await answer
      } finally {
        waiting--
      }
    },
    async close() {
      closed = true
      clearTimeout(idle)
      await worker?.terminate()
    },
  }
}

function start(module: URL, { memoryMb }: ThreadLimits): Worker {
  const worker = new Worker(module, {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, stackSizeMb: 4 },
    // What its libraries print is not for our log.
    stdout: true,
    stderr: true,
  })
  worker.unref()
  return worker
}

/** The worker's answer; rejects when it has to be ended. */
async function ask<Answer>(
  worker: Worker,
  task: unknown,
  { timeoutMs }: ThreadLimits,
  logger: Logger,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const timer = setTimeout(() => reject(new ThreadError('TIMEOUT')), timeoutMs)
  const failed = (error: Error & { code?: string }): void => {
    logger.error({ err: error }, 'A thread ended.')
    reject(new ThreadError(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'OUT_OF_MEMORY' : 'FAILED'))
  }
  const exited = (): void => failed(new Error('The thread ended without a word.'))
  worker.once('message', resolve)
  worker.once('error', failed)
  worker.once('exit', exited)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  worker.postMessage(task)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    worker.off('message', resolve)
    worker.off('error', failed)
    worker.off('exit', exited)
  }
}

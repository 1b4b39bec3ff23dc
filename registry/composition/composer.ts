import { Worker } from 'node:worker_threads'
import type { Logger } from '@tradewind/service'
import { refuseVersion } from './federation-version.ts'
import type { Composition, ContractFilter, Finding, SubgraphSchema, Task } from './types.ts'

export interface ComposerLimits {
  /** How long one composition may take, in milliseconds. */
  readonly timeoutMs: number
  /** How much memory it may take, in MB. */
  readonly memoryMb: number
}

export interface Composer {
  /** Composes subgraphs with exactly that version of federation. */
  compose(subgraphs: readonly SubgraphSchema[], version: string): Promise<Composition>
  /** The supergraph of a contract, made of that of its source. */
  filter(supergraphSdl: string, filter: ContractFilter): Promise<Composition>
  close(): Promise<void>
}

const QUEUE_LENGTH = 50
const IDLE_MS = 30_000

/**
 * Composes in a thread of its own, one after the other, so that requests are answered meanwhile. The thread is started
 * when there is something to compose, ends when there has been nothing for a while, and is ended with what takes too
 * much time or memory.
 */
export function createComposer(limits: ComposerLimits, logger: Logger): Composer {
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let closed = false

  function begin(): Worker {
    const started = start(limits)
    // One that ends while nobody waits for it must neither end the process nor be asked again.
    started.on('error', () => undefined)
    started.once('exit', () => {
      if (worker === started) worker = null
    })
    return started
  }

  function end(): void {
    void worker?.terminate()
    worker = null
  }

  async function run(task: Task): Promise<Composition> {
    if (closed) return unjudged('CLOSING', 'The registry is stopping: try again in a moment.')
    clearTimeout(idle)
    worker ??= begin()
    const result = await ask(worker, task, limits, logger)
    if ('ended' in result) {
      end()
      return result.ended
    }
    idle = setTimeout(end, IDLE_MS).unref()
    return result
  }

  async function enqueue(task: Task): Promise<Composition> {
    if (waiting >= QUEUE_LENGTH) {
      return unjudged('BUSY', 'Too many schemas wait to be composed: try again in a moment.')
    }
    waiting++
    const result = turn.then(() => run(task))
    turn = result.catch(() => undefined)
    try {
      return await result
    } finally {
      waiting--
    }
  }

  return {
    async compose(subgraphs, version) {
      const refusal = refuseVersion(version)
      if (refusal) return { ok: false, errors: [refusal] }
      if (subgraphs.length === 0) {
        return { ok: false, errors: [{ code: 'NO_SUBGRAPHS', message: 'There is no subgraph to compose.' }] }
      }
      // The order must not matter, not even to the text.
      const sorted = subgraphs.toSorted((one, other) => (one.name < other.name ? -1 : 1))
      return await enqueue({ kind: 'compose', subgraphs: sorted })
    },
    filter: (supergraphSdl, filter) => enqueue({ kind: 'contract', supergraphSdl, filter }),
    async close() {
      closed = true
      clearTimeout(idle)
      await worker?.terminate()
    },
  }
}

function start({ memoryMb }: ComposerLimits): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, stackSizeMb: 4 },
    // What composition prints is not for our log.
    stdout: true,
    stderr: true,
  })
  worker.unref()
  return worker
}

/** The worker's answer, or what to say when it had to be ended. */
async function ask(
  worker: Worker,
  task: Task,
  limits: ComposerLimits,
  logger: Logger,
): Promise<Composition | { ended: Composition }> {
  const answer = Promise.withResolvers<Composition>()
  const timer = setTimeout(() => answer.reject(new OutOfTime()), limits.timeoutMs)
  const exited = (): void => answer.reject(new Error('The composition thread ended without a word.'))
  worker.once('message', answer.resolve)
  worker.once('error', answer.reject)
  worker.once('exit', exited)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  worker.postMessage(task)
  try {
    return await answer.promise
  } catch (error) {
    const ended = explain(error as Error, limits)
    logger.warn({ err: error, code: ended.code }, 'A composition was ended.')
    return { ended: unjudged(ended.code, ended.message) }
  } finally {
    clearTimeout(timer)
    worker.off('message', answer.resolve)
    worker.off('error', answer.reject)
    worker.off('exit', exited)
  }
}

class OutOfTime extends Error {}

function explain(error: Error & { code?: string }, { timeoutMs, memoryMb }: ComposerLimits): Finding {
  const advice = 'make the schema smaller or simpler.'
  if (error instanceof OutOfTime) {
    const message = `Composing took longer than ${timeoutMs / 1_000} s and was ended: ${advice}`
    return { code: 'COMPOSITION_TIMEOUT', message }
  }
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    const message = `Composing took more than ${memoryMb} MB and was ended: ${advice}`
    return { code: 'COMPOSITION_OUT_OF_MEMORY', message }
  }
  const message = 'Composition failed for a reason that is not the schema: ask whoever runs the registry.'
  return { code: 'COMPOSITION_FAILED', message }
}

const unjudged = (code: string, message: string): Composition => ({
  ok: false,
  unjudged: true,
  errors: [{ code, message }],
})

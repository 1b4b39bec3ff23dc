import type { Queue } from 'bullmq'

export interface PartHealth {
  readonly name: string
  readonly ready: boolean
  /** What its own checks said, or why it could not be asked. */
  readonly detail: string
  readonly milliseconds: number
}

export interface QueueLoad {
  readonly name: string
  /** Null when the queue's back end does not answer. */
  readonly counts: { readonly [state: string]: number } | null
}

export interface HealthReport {
  readonly parts: readonly PartHealth[]
  readonly queues: readonly QueueLoad[]
}

const TIMEOUT_MS = 2_500

/** Asks every part whether it is ready, and every queue how much it holds, now. */
export function createHealthReport(
  targets: readonly { name: string; url: string }[],
  queues: readonly Queue[],
): () => Promise<HealthReport> {
  return async () => ({
    parts: await Promise.all(targets.map(askPart)),
    queues: await Promise.all(queues.map(askQueue)),
  })
}

async function askPart({ name, url }: { name: string; url: string }): Promise<PartHealth> {
  const started = performance.now()
  const milliseconds = (): number => Math.round(performance.now() - started)
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    const { checks = {} } = (await response.json()) as { checks?: Record<string, string> }
    const failing = Object.keys(checks).filter((check) => checks[check] !== 'ready')
    const detail = failing.length > 0 ? `does not reach: ${failing.join(', ')}` : 'all checks pass'
    return { name, ready: response.ok, detail, milliseconds: milliseconds() }
  } catch {
    return { name, ready: false, detail: 'does not answer', milliseconds: milliseconds() }
  }
}

async function askQueue(queue: Queue): Promise<QueueLoad> {
  try {
    const counts = await Promise.race([
      queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed'),
      new Promise<null>((resolve) => setTimeout(() => resolve(null), TIMEOUT_MS).unref()),
    ])
    return { name: queue.name, counts }
  } catch {
    return { name: queue.name, counts: null }
  }
}

import {
  UnrecoverableError,
  type Job,
  type JobsOptions,
  type Queue,
  type Worker,
  type WorkerOptions,
} from 'bullmq'
import { outageLog } from '@tradewind/service'
import { InvalidEventError, type IntegrationEvent } from '../envelope.ts'
import { decision as decisionShape } from './decision.ts'
import type { Bindings, Bus, ConsumerOptions, Delivery } from './bus.ts'
import { keepOpen } from './keep-open.ts'
import { jobOptions, withDefaults, workerOptions, type BusOptions } from './options.ts'

/** What tells BullMQ's two back ends apart. */
export interface Backend {
  /** For people, without its password. */
  readonly name: string
  queue(name: string): Queue
  /** Where adding a job and keeping it safe are two steps: the worker then need not wait for the second. */
  readonly feed?: {
    queue(name: string): Queue
    /** Resolves when what was added before has reached the disk. */
    keep(): Promise<void>
  }
  worker(
    name: string,
    process: (job: Job) => Promise<unknown>,
    options: Omit<WorkerOptions, 'connection'>,
  ): Worker
  /** Removes jobs that were done a while ago; missing where BullMQ's `removeOnComplete` can be relied on. */
  readonly removeHandled?: (queue: Queue) => Promise<number>
  removeFailed(queue: Queue, ids: readonly string[]): Promise<number>
  announce(queue: string): Promise<void>
  announced(): Promise<string[]>
  bind(subscriber: string, types: readonly string[]): Promise<void>
  unbind(subscriber: string, types: readonly string[]): Promise<void>
  bindings(): Promise<{ type: string; subscriber: string }[]>
  broadcast(messages: readonly string[]): Promise<void>
  /** Adds to a log that is only ever added to. */
  append(entry: object): Promise<void>
  /** The last entries of that log, the newest first. */
  entries(limit: number): Promise<unknown[]>
  ping(): Promise<void>
  close(): Promise<void>
}

/** Keeps BullMQ from printing each lost connection: the operation that needs it rejects as well. */
export function hushed(queue: Queue): Queue {
  return queue.on('error', () => undefined)
}

/** The bus on BullMQ: a queue for each subscriber, a job for each event, the event's id as the job's id. */
export function createBus(backend: Backend, { logger, ...options }: BusOptions): Bus {
  const tuning = withDefaults(options)
  const queues = keepOpen(backend.queue)
  const feeds = backend.feed ? keepOpen(backend.feed.queue) : queues

  const work: Bus['work'] = async (name, process, { lockDuration, ...consumerOptions }) => {
    const worker = backend.worker(name, process, {
      ...workerOptions({ ...tuning, ...(lockDuration && { lockDuration }) }),
      concurrency: consumerOptions.concurrency,
    })
    const outage = outageLog(logger, `Queue "${name}" cannot be worked on`, `Queue "${name}" is worked on`)
    worker.on('error', outage.failed)
    worker.on('active', outage.recovered)
    worker.on('failed', (job, error) => job && report(job, error, consumerOptions))
    await worker.waitUntilReady()
    return { close: () => worker.close() }
  }

  return {
    async bind(subscriber, types) {
      if (types.length > 0) await backend.bind(subscriber, types)
    },
    async unbind(subscriber, types) {
      if (types.length > 0) await backend.unbind(subscriber, types)
    },
    async bindings() {
      return groupByType(await backend.bindings())
    },
    async enqueue(subscriber, deliveries) {
      const jobs = deliveries.map((delivery) => toJob(delivery, jobOptions(tuning)))
      const target = await feeds.get(subscriber)
      // One job alone is several times cheaper to add than a batch of one.
      if (jobs.length === 1) await target.add(jobs[0]!.name, jobs[0]!.data, jobs[0]!.opts)
      else await target.addBulk(jobs)
      await backend.feed?.keep()
    },
    consume: (subscriber, handle, consumerOptions) =>
      work(subscriber, (job) => attempt(handle, job), consumerOptions),
    work,
    retries: jobOptions(tuning),
    announce: (name) => backend.announce(name),
    announced: () => backend.announced(),
    removeHandled: backend.removeHandled && (async (name) => backend.removeHandled!(await queues.get(name))),
    queue: queues.get,
    removeFailed: async (name, ids) => backend.removeFailed(await queues.get(name), ids),
    broadcast: (messages) => backend.broadcast(messages),
    record: (decision) => backend.append(decision),
    async decisions(limit) {
      return (await backend.entries(limit)).map((entry) => decisionShape.parse(entry))
    },
    ping: () => backend.ping(),
    async close() {
      await Promise.all([...new Set([queues, feeds])].map((each) => each.close()))
      await backend.close()
    },
  }
}

/** The job that carries an event. */
export function toJob({ event, deliverAt }: Delivery, options: JobsOptions) {
  const delay = Math.max(0, (deliverAt?.getTime() ?? 0) - Date.now())
  return { name: event.type, data: event, opts: { ...options, jobId: event.id, delay } }
}

async function attempt(handle: (received: unknown) => Promise<void>, job: Job): Promise<void> {
  try {
    await handle(job.data)
  } catch (error) {
    throw error instanceof InvalidEventError ? new UnrecoverableError(error.message) : error
  }
}

function report(job: Job, error: Error, { onFailure }: ConsumerOptions): void {
  const { traceparent } = (job.data ?? {}) as Partial<IntegrationEvent>
  const { id = '', name: type, attemptsMade } = job
  onFailure({ type, id, attempt: attemptsMade, final: job.finishedOn !== undefined, error, traceparent })
}

function groupByType(rows: readonly { type: string; subscriber: string }[]): Bindings {
  const bindings = new Map<string, string[]>()
  for (const { type, subscriber } of rows) {
    const subscribers = bindings.get(type)
    if (subscribers) subscribers.push(subscriber)
    else bindings.set(type, [subscriber])
  }
  return bindings
}

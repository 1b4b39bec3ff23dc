import type { Job, JobsOptions, Queue } from 'bullmq'
import type { IntegrationEvent } from '../envelope.ts'
import type { Decision } from './decision.ts'

/** An event on its way to one subscriber. */
export interface Delivery {
  readonly event: IntegrationEvent
  /** Not before this instant. */
  readonly deliverAt?: Date | undefined
}

/** Who gets what: the subscribers by event type. */
export type Bindings = ReadonlyMap<string, readonly string[]>

/** An attempt to handle an event went wrong. */
export interface Failure {
  readonly type: string
  readonly id: string
  /** The first attempt is 1. */
  readonly attempt: number
  /** It will not be tried again by itself: the event is in the failed set. */
  readonly final: boolean
  readonly error: Error
  /** The trace it went wrong in. */
  readonly traceparent?: string | undefined
}

export interface ConsumerOptions {
  /** How many events are handled at a time. */
  readonly concurrency: number
  /** Milliseconds after which the job of a worker that died is given to another, if not as the bus is tuned. */
  readonly lockDuration?: number
  readonly onFailure: (failure: Failure) => void
}

export interface Consumer {
  /** Takes no more events and waits for those in hand. */
  close(): Promise<void>
}

/**
 * Carries events to subscribers: one queue for each, fed by the relays of the publishers. What `enqueue` has accepted
 * is delivered at least once, in no promised order.
 */
export interface Bus {
  /** Asks for event types on behalf of a subscriber, durably: it outlives the process. Adds to what was asked for before. */
  bind(subscriber: string, types: readonly string[]): Promise<void>
  /** Takes back what `bind` asked for. */
  unbind(subscriber: string, types: readonly string[]): Promise<void>
  bindings(): Promise<Bindings>
  /** Hands events to a subscriber's queue, all or (when it throws) perhaps some. An event that is in the queue stays as it is. */
  enqueue(subscriber: string, deliveries: readonly Delivery[]): Promise<void>
  /** Calls `handle` for each event, again (with exponential back-off) when it throws, at once but for an InvalidEventError. */
  consume(
    subscriber: string,
    handle: (received: unknown) => Promise<void>,
    options: ConsumerOptions,
  ): Promise<Consumer>
  /** The same for jobs of any kind, such as scheduled work: what `process` returns is kept with the job. */
  work(queue: string, process: (job: Job) => Promise<unknown>, options: ConsumerOptions): Promise<Consumer>
  /** How often, and after which waits, a job is tried again. */
  readonly retries: JobsOptions
  /** Makes a queue that belongs to no subscriber known to operators' tools, durably. */
  announce(queue: string): Promise<void>
  /** The queues that were announced. */
  announced(): Promise<string[]>
  /** Removes jobs that were done a while ago, and says how many; undefined where the back end does so by itself. */
  readonly removeHandled: ((queue: string) => Promise<number>) | undefined
  /** The subscriber's queue itself, for operators: waiting, delayed, failed jobs. */
  queue(subscriber: string): Promise<Queue>
  /** Removes failed jobs from a queue for good, and says how many of them there were. */
  removeFailed(queue: string, ids: readonly string[]): Promise<number>
  /** Tells all who listen at this moment (`listenForChanges`), and nobody later. Messages are of fewer than 8000 bytes. */
  broadcast(messages: readonly string[]): Promise<void>
  /** Writes down what an operator decided about failed events, for good: beside the queues, in their back end. */
  record(decision: Decision): Promise<void>
  /** The last decisions, the newest first. */
  decisions(limit: number): Promise<Decision[]>
  /** @throws when the back end does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

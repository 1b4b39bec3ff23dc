import type { Queue } from 'bullmq'
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
}

export interface ConsumerOptions {
  /** How many events are handled at a time. */
  readonly concurrency: number
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
  /** The subscriber's queue itself, for operators: waiting, delayed, failed jobs. */
  queue(subscriber: string): Promise<Queue>
  /** Writes down what an operator decided about failed events, for good: beside the queues, in their back end. */
  record(decision: Decision): Promise<void>
  /** The last decisions, the newest first. */
  decisions(limit: number): Promise<Decision[]>
  /** @throws when the back end does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

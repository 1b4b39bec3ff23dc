import type { EventDefinition } from './definition.ts'
import type { IntegrationEvent } from './envelope.ts'

/** What a subgraph does when an event comes in. Made by `subscribe`, listed in its `events/subscriptions.ts`. */
export interface Subscription<Tx> {
  readonly definition: EventDefinition<unknown>
  /** Set by `unsubscribe`. */
  readonly ended?: boolean
  /** Set by `subscribeVersions`: the ids that the same fact has in other versions. Handling one handles them all. */
  readonly siblings?: (id: string) => readonly string[]
  before?(event: IntegrationEvent<never>): Promise<unknown>
  handle(event: IntegrationEvent<never>, tx: Tx, prepared: never): Promise<void>
}

/** A handler in two steps, for work outside the database that its transaction must not wait for. */
export interface TwoSteps<Data, Tx, Prepared> {
  /** Outside any transaction: idempotent work elsewhere. It runs again after a crash; not for an event already handled. */
  readonly before: (event: IntegrationEvent<Data>) => Promise<Prepared>
  /** Inside one transaction with the inbox row: takes effect exactly once. */
  readonly handle: (event: IntegrationEvent<Data>, tx: Tx, prepared: Prepared) => Promise<void>
}

/**
 * Declares what is done with an event. The handler runs in one transaction with the inbox row of the event, so
 * its effect takes place once however often the event is delivered. It must tolerate events in any order.
 * A handler that throws is tried again later; after the last attempt the event stays in the failed set.
 */
export function subscribe<Data, Tx>(
  definition: EventDefinition<Data>,
  handle: (event: IntegrationEvent<Data>, tx: Tx) => Promise<void>,
): Subscription<Tx>
export function subscribe<Data, Tx, Prepared>(
  definition: EventDefinition<Data>,
  steps: TwoSteps<Data, Tx, Prepared>,
): Subscription<Tx>
export function subscribe<Data, Tx, Prepared>(
  definition: EventDefinition<Data>,
  steps: ((event: IntegrationEvent<Data>, tx: Tx) => Promise<void>) | TwoSteps<Data, Tx, Prepared>,
): Subscription<Tx> {
  return typeof steps === 'function' ? { definition, handle: steps } : { definition, ...steps }
}

/**
 * Ends a subscription. Bindings outlive processes, so a handler that is only deleted would leave events to pile up
 * unhandled: list this in its place for one release. What is still queued is acknowledged and does nothing.
 */
export function unsubscribe<Data, Tx>(definition: EventDefinition<Data>): Subscription<Tx> {
  return { definition, handle: async () => undefined, ended: true }
}

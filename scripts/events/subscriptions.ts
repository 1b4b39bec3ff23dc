import { access, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Subscription } from '@tradewind/events'

/** A subgraph's list of subscriptions: as it is, or made from the services its handlers use. */
type Listing = readonly Subscription<unknown>[] | ((services: unknown) => readonly Subscription<unknown>[])

/**
 * Who subscribes to what, by event type, from the `events/subscriptions.ts` of every subgraph. Nothing is started: a
 * list that wants services gets a stand-in, which it only passes on to handlers that are never called.
 */
export async function readSubscribers(subgraphs: string): Promise<Map<string, string[]>> {
  const subscribers = new Map<string, string[]>()
  for (const name of (await readdir(subgraphs)).toSorted()) {
    const file = path.join(subgraphs, name, 'events/subscriptions.ts')
    if (!(await exists(file))) continue
    const { subscriptions } = (await import(file)) as { subscriptions: Listing }
    const list = typeof subscriptions === 'function' ? subscriptions(standIn()) : subscriptions
    for (const { definition, ended } of list) {
      if (ended) continue
      subscribers.set(definition.type, [...(subscribers.get(definition.type) ?? []), name])
    }
  }
  return subscribers
}

/** Answers whatever is asked of it with itself. */
function standIn(): unknown {
  const anything: unknown = new Proxy(() => anything, {
    get: (_, key) => (typeof key === 'symbol' || key === 'then' ? undefined : anything),
  })
  return anything
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

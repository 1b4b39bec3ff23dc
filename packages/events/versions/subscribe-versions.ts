import type { EventDefinition } from '../definition.ts'
import type { IntegrationEvent } from '../envelope.ts'
import type { Subscription, TwoSteps } from '../subscribe.ts'
import { siblingId } from './sibling-id.ts'
import { refuseUnrelated } from './unrelated.ts'

/** An older version of an event, and how its data reads in the version that a handler is written for. */
export interface Upcast<Data> {
  readonly definition: EventDefinition<unknown>
  readonly convert: (data: never) => Data
}

export function upcast<Old, Data>(
  definition: EventDefinition<Old>,
  convert: (data: Old) => Data,
): Upcast<Data> {
  return { definition, convert }
}

type Handle<Data, Tx> = (event: IntegrationEvent<Data>, tx: Tx) => Promise<void>

/**
 * Declares what is done with an event in whichever of several versions it comes: the handler is written for the current
 * one and gets the older ones converted. A fact that `publishVersions` published in several of them is handled once,
 * also while a release that knows only the old version still runs. Spread the result into the list of subscriptions.
 */
export function subscribeVersions<Data, Tx>(
  current: EventDefinition<Data>,
  older: readonly Upcast<Data>[],
  handle: Handle<Data, Tx>,
): Subscription<Tx>[]
export function subscribeVersions<Data, Tx, Prepared>(
  current: EventDefinition<Data>,
  older: readonly Upcast<Data>[],
  steps: TwoSteps<Data, Tx, Prepared>,
): Subscription<Tx>[]
export function subscribeVersions<Data, Tx, Prepared>(
  current: EventDefinition<Data>,
  older: readonly Upcast<Data>[],
  steps: Handle<Data, Tx> | TwoSteps<Data, Tx, Prepared>,
): Subscription<Tx>[] {
  const { before, handle } = typeof steps === 'function' ? { before: undefined, handle: steps } : steps
  const asItIs: Upcast<Data> = { definition: current, convert: (data: Data) => data }
  const versions = [asItIs, ...older]
  refuseUnrelated(versions.map(({ definition }) => definition))

  return versions.map(({ definition, convert }) => {
    const toCurrent = (event: IntegrationEvent<never>): IntegrationEvent<Data> => ({
      ...event,
      type: current.type,
      data: convert(event.data),
    })
    const others = versions.map((it) => it.definition.version).filter((it) => it !== definition.version)
    return {
      definition,
      siblings: (id) => others.map((version) => siblingId(id, definition.version, version)),
      ...(before && { before: (event: IntegrationEvent<never>) => before(toCurrent(event)) }),
      handle: (event: IntegrationEvent<never>, tx: Tx, prepared: never) =>
        handle(toCurrent(event), tx, prepared),
    } satisfies Subscription<Tx>
  })
}

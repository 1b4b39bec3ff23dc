import type { z } from 'zod'
import { declareConcerns, type Concerns } from './broadcast/change.ts'

/**
 * One published version of an integration event: its CloudEvents `type`, and the shape of its `data`.
 * The schema is applied when an event is published and again when it is received.
 */
export interface EventDefinition<Data> {
  /** `<context>.<aggregate>.<fact>.v<version>`, e.g. `ordering.order.placed.v1`. */
  readonly type: string
  /** The subgraph that publishes it, the first part of the type. */
  readonly publisher: string
  readonly version: number
  readonly schema: z.ZodType<Data>
}

/**
 * Declares an event. `concerns` says which of the graph's entities it is about, where that lets caches know that what
 * they hold is no longer so. A published version never changes incompatibly: an incompatible change is
 * a new version.
 */
export function defineEvent<Schema extends z.ZodType>(
  name: `${string}.${string}.${string}`,
  version: number,
  schema: Schema,
  concerns?: Concerns<z.infer<Schema>>,
): EventDefinition<z.infer<Schema>> {
  const [publisher = ''] = name.split('.')
  const type = `${name}.v${version}`
  if (concerns) declareConcerns(type, concerns)
  return { type, publisher, version, schema: schema as z.ZodType<z.infer<Schema>> }
}

/** The `data` of an event, from its definition. */
export type DataOf<Definition> = Definition extends EventDefinition<infer Data> ? Data : never

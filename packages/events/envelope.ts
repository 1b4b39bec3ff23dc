import { newId } from '@tradewind/service'
import { z } from 'zod'
import type { EventDefinition } from './definition.ts'

/** A fact as it travels: a CloudEvents 1.0 envelope in JSON. https://github.com/cloudevents/spec */
export interface IntegrationEvent<Data = unknown> {
  readonly specversion: '1.0'
  /** A UUID v7. A second delivery has the same id. */
  readonly id: string
  /** Who published it, e.g. `/tradewind/ordering`. */
  readonly source: string
  /** The event and its version, e.g. `ordering.order.placed.v1`. */
  readonly type: string
  /** The id of the aggregate it is about. */
  readonly subject: string
  /** When it was published, RFC 3339 in UTC. */
  readonly time: string
  /** 1, 2, 3, … for each subject without a gap, over all types that its publisher publishes about it. */
  readonly sequence: number
  /** The W3C trace context of the work that published it. */
  readonly traceparent?: string
  readonly data: Data
}

/** The envelope's own fields, as they are parsed; the generated contracts describe it from here. */
export const envelope = z
  .object({
    specversion: z.literal('1.0').describe('The version of CloudEvents.'),
    id: z.uuid().describe('A UUID v7. A second delivery has the same id.'),
    source: z.string().min(1).describe('Who published it, e.g. `/tradewind/ordering`.'),
    type: z.string().min(1).describe('The event and its version, e.g. `ordering.order.placed.v1`.'),
    subject: z.string().min(1).describe('The id of the aggregate it is about.'),
    time: z.iso.datetime().describe('When it was published, RFC 3339 in UTC.'),
    sequence: z
      .number()
      .int()
      .positive()
      .describe('1, 2, 3, … for each subject, over all that its publisher publishes about it.'),
    traceparent: z.string().optional().describe('The W3C trace context of the work that published it.'),
  })
  .describe('A CloudEvents 1.0 envelope in JSON.')

/** An event is not what its definition says. Trying again will not help: its publisher or its contract is wrong. */
export class InvalidEventError extends Error {
  readonly type: string

  constructor(type: string, error: z.ZodError) {
    const reasons = error.issues.map(({ path, message }) => `${path.join('.') || 'event'}: ${message}`)
    super(`Not a valid ${type}: ${reasons.join('; ')}`)
    this.name = 'InvalidEventError'
    this.type = type
  }
}

export interface EventInput<Data> {
  readonly subject: string
  readonly data: Data
  readonly id?: string
  readonly time?: Date
  readonly sequence?: number
  readonly traceparent?: string
}

/**
 * Makes an event by hand, as a test of a handler does; `publish` is what the code of a subgraph calls.
 * @throws InvalidEventError when the data is not what the definition says.
 */
export function createEvent<Data>(
  definition: EventDefinition<Data>,
  { subject, data, id = newId(), time = new Date(), sequence = 1, traceparent }: EventInput<Data>,
): IntegrationEvent<Data> {
  return {
    specversion: '1.0',
    id,
    source: `/tradewind/${definition.publisher}`,
    type: definition.type,
    subject,
    time: time.toISOString(),
    sequence,
    ...(traceparent && { traceparent }),
    data: parseData(definition, data),
  }
}

/**
 * Reads a received event.
 * @throws InvalidEventError when the envelope is malformed, or the data is not what the definition says.
 */
export function parseEvent<Data>(
  definition: EventDefinition<Data>,
  received: unknown,
): IntegrationEvent<Data> {
  const parsed = schemasOf(definition).envelope.safeParse(received)
  if (!parsed.success) throw new InvalidEventError(definition.type, parsed.error)
  return { ...parsed.data, data: parseData(definition, (received as { data?: unknown }).data) }
}

function parseData<Data>(definition: EventDefinition<Data>, data: unknown): Data {
  const parsed = schemasOf(definition).content.safeParse({ data })
  if (!parsed.success) throw new InvalidEventError(definition.type, parsed.error)
  return parsed.data.data
}

interface Schemas<Data> {
  readonly envelope: typeof envelope
  /** The data under its name, so that what is wrong with it is told as `data.…`. */
  readonly content: z.ZodType<{ data: Data }>
}

const schemas = new WeakMap<EventDefinition<never>, Schemas<never>>()

/** Made once for each definition: zod compiles an object's schema when it is first used, which costs more than to use it. */
function schemasOf<Data>(definition: EventDefinition<Data>): Schemas<Data> {
  let made = schemas.get(definition as EventDefinition<never>) as Schemas<Data> | undefined
  if (!made) {
    made = {
      envelope: envelope.extend({ type: z.literal(definition.type) }) as unknown as typeof envelope,
      content: z.object({ data: definition.schema }),
    }
    schemas.set(definition as EventDefinition<never>, made as unknown as Schemas<never>)
  }
  return made
}

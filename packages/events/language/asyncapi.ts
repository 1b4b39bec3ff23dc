import { envelope } from '../envelope.ts'
import { sourceOf } from './event-schema.ts'
import { toJsonSchema, type JsonSchema } from './json-schema.ts'
import type { Language } from './language.ts'
import type { Contract } from './read-contracts.ts'

export interface Operation {
  readonly action: 'send' | 'receive'
  readonly channel: { readonly $ref: string }
  readonly summary: string
  /** The subgraph that does it. */
  readonly tags: readonly [{ readonly name: string }]
}

/** An AsyncAPI 3.0 document, as far as we write one. https://www.asyncapi.com/docs/reference/specification/v3.0.0 */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0'
  readonly info: Readonly<Record<string, unknown>>
  readonly defaultContentType: string
  readonly channels: Readonly<Record<string, unknown>>
  readonly operations: Readonly<Record<string, Operation>>
  readonly components: {
    readonly messages: Readonly<Record<string, unknown>>
    /** The data of each event by its type, and the envelope as `CloudEvent`. */
    readonly schemas: Readonly<Record<string, JsonSchema>>
  }
}

const DESCRIPTION = `\
The integration events of Tradewind: facts that a subgraph publishes for whoever wants to know. Each subscriber has one
BullMQ queue of its own, on the Redis or PostgreSQL that QUEUE_URL names, and gets there every event of the types it is
bound to, at least once, in no promised order. A job's name is the event's type, its id the event's id, its data the
message below.`

/**
 * The whole published language: a channel and a message for each version of an event, an operation for each subgraph
 * that sends or receives it. Schemas are in draft 7, the dialect that AsyncAPI's own is a superset of.
 */
export function asyncApi({ contracts, subscribers }: Language): AsyncApiDocument {
  const operations = contracts.flatMap(({ definition: { type, publisher } }) => [
    [`${publisher}.publishes.${type}`, operation('send', publisher, type)] as const,
    ...(subscribers.get(type) ?? []).map(
      (subscriber) => [`${subscriber}.handles.${type}`, operation('receive', subscriber, type)] as const,
    ),
  ])
  return {
    asyncapi: '3.0.0',
    info: { title: 'Tradewind events', version: '1.0.0', description: DESCRIPTION },
    defaultContentType: 'application/cloudevents+json',
    channels: byType(contracts, channel),
    operations: Object.fromEntries(operations),
    components: {
      messages: byType(contracts, message),
      schemas: {
        CloudEvent: toJsonSchema(envelope, 'draft-07'),
        ...byType(contracts, ({ definition }) => toJsonSchema(definition.schema, 'draft-07')),
      },
    },
  }
}

const channel = ({ definition: { type }, description }: Contract) => ({
  address: type,
  description,
  messages: { [type]: { $ref: `#/components/messages/${type}` } },
})

const message = ({ definition, description }: Contract) => ({
  name: definition.type,
  title: titleOf(definition.type),
  summary: description,
  payload: {
    allOf: [
      { $ref: '#/components/schemas/CloudEvent' },
      {
        type: 'object',
        properties: {
          source: { const: sourceOf(definition) },
          type: { const: definition.type },
          data: { $ref: `#/components/schemas/${definition.type}` },
        },
        required: ['data'],
      },
    ],
  },
})

function operation(action: Operation['action'], subgraph: string, type: string): Operation {
  return {
    action,
    channel: { $ref: `#/channels/${type}` },
    summary: `${subgraph} ${action === 'send' ? 'publishes' : 'handles'} ${type}`,
    tags: [{ name: subgraph }],
  }
}

/** `ordering.order.payment-requested.v1` is "Order payment requested, version 1". */
function titleOf(type: string): string {
  const [, aggregate = '', fact = '', version = ''] = type.split('.')
  const words = `${aggregate} ${fact}`.replaceAll('-', ' ')
  return `${words[0]?.toUpperCase()}${words.slice(1)}, version ${version.slice(1)}`
}

function byType<Part>(
  contracts: readonly Contract[],
  part: (contract: Contract) => Part,
): Record<string, Part> {
  return Object.fromEntries(contracts.map((contract) => [contract.definition.type, part(contract)]))
}

import { envelope } from '../envelope.ts'
import { toJsonSchema, type JsonSchema } from './json-schema.ts'
import type { Contract } from './read-contracts.ts'

/** The JSON Schema (draft 2020-12) of one version of an event, envelope and data. Stands alone. */
export function eventSchema({ definition, description }: Contract): JsonSchema {
  const { properties, required, ...rest } = toJsonSchema(envelope)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:tradewind:event:${definition.type}`,
    title: definition.type,
    ...rest,
    description,
    properties: {
      ...properties,
      source: { ...properties!['source'], const: sourceOf(definition) },
      type: { ...properties!['type'], const: definition.type },
      data: toJsonSchema(definition.schema),
    },
    required: [...required!, 'data'],
  }
}

/** The CloudEvents `source` of what a subgraph publishes. */
export const sourceOf = ({ publisher }: { readonly publisher: string }): string => `/tradewind/${publisher}`

import { z } from 'zod'

/** A JSON Schema, as far as zod writes one. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly format?: string
  readonly pattern?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema | readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly additionalProperties?: JsonSchema | false
  readonly [keyword: string]: unknown
}

/**
 * What a contract accepts, as JSON Schema: the 2020-12 draft, or draft 7 where AsyncAPI wants it. Objects stay open to
 * fields they do not name, as parsing does.
 */
export function toJsonSchema(
  schema: z.ZodType,
  target: 'draft-2020-12' | 'draft-07' = 'draft-2020-12',
): JsonSchema {
  const { $schema: _dialect, ...result } = z.toJSONSchema(schema, {
    target,
    io: 'input',
    override: ({ jsonSchema }) => shortenPattern(jsonSchema),
  })
  return result as JsonSchema
}

/** The format says all that zod's long patterns do, but that an instant is in UTC. */
function shortenPattern(schema: { format?: string; pattern?: string }): void {
  if (!schema.format || !schema.pattern) return
  const utcOnly =
    schema.format === 'date-time' && !new RegExp(schema.pattern).test('2026-01-01T00:00:00+01:00')
  if (utcOnly) schema.pattern = 'Z$'
  else delete schema.pattern
}

/** Every schema within a schema, itself first, with its path as a person writes it: `lines[].quantity`. */
export function* walk(schema: JsonSchema, path = ''): Generator<{ path: string; schema: JsonSchema }> {
  yield { path, schema }
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    yield* walk(property, join(path, name))
  for (const item of [schema.items ?? []].flat()) yield* walk(item, `${path}[]`)
  for (const option of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) yield* walk(option, path)
  if (schema.additionalProperties) yield* walk(schema.additionalProperties, join(path, '*'))
}

export const join = (path: string, name: string): string => (path ? `${path}.${name}` : name)

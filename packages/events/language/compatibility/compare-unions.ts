import type { JsonSchema } from '../json-schema.ts'
import { BACKWARD, FORWARD, type Change } from './finding.ts'

type Compare = (old: JsonSchema, next: JsonSchema, field: string) => Change[]

/** What a value may be: the options of a union, however deep, `null` beside what is nullable; else the schema itself. */
export function optionsOf(schema: JsonSchema): readonly JsonSchema[] {
  const { anyOf, oneOf, type, ...rest } = schema
  if (Array.isArray(type)) return type.map((each: string) => ({ ...rest, type: each }))
  const options = anyOf ?? oneOf
  return options ? options.flatMap((option) => optionsOf({ ...rest, ...option })) : [schema]
}

/**
 * Pairs the options of two unions (by the fields that tell them apart, else by type) and compares the pairs. A value
 * that is not a union is one of a single option, so that `string` and `string or null` compare too.
 */
export function compareUnions(old: JsonSchema, next: JsonSchema, field: string, compare: Compare): Change[] {
  const unpaired = [...optionsOf(next)]
  const changes = optionsOf(old).flatMap((option): Change[] => {
    const index = unpaired.findIndex((it) => labelOf(it) === labelOf(option))
    const [partner] = index === -1 ? [] : unpaired.splice(index, 1)
    if (partner) return compare(option, partner, field)
    return [{ rule: 'value-removed', field, problem: `can no longer be ${labelOf(option)}. ${BACKWARD}` }]
  })
  const added = unpaired.map((option): Change => ({
    rule: 'value-added',
    field,
    problem: `may be ${labelOf(option)} now. ${FORWARD}`,
  }))
  return [...changes, ...added]
}

/** The constant fields of an object, which tell it from the other options; else its type. */
function labelOf({ type = 'anything', properties = {}, ...rest }: JsonSchema): string {
  if ('const' in rest) return JSON.stringify(rest.const)
  const constants = Object.entries(properties).filter(([, property]) => 'const' in property)
  if (constants.length === 0) return String(type)
  return `${String(type)} with ${constants.map(([name, property]) => `${name} ${JSON.stringify(property.const)}`).join(', ')}`
}

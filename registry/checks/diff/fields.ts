import {
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
} from 'graphql'
import { argumentChanges } from './arguments.ts'
import { byName, change, type DiffedChange, type Impact } from './change.ts'
import { deprecationChanges, descriptionChanges } from './documentation.ts'
import { conditionsOn, type Positions } from './positions.ts'
import { compareOutput } from './types-compared.ts'

type Composite = GraphQLObjectType | GraphQLInterfaceType
type Field = GraphQLField<unknown, unknown>

/** The changes of the fields of an object type or interface. */
export function fieldChanges(then: Composite, now: Composite): DiffedChange[] {
  const { removed, added, kept } = byName(Object.values(then.getFields()), Object.values(now.getFields()))
  return [
    ...removed.map(({ name }) => {
      const coordinate = `${then.name}.${name}`
      return change(
        'FIELD_REMOVED',
        coordinate,
        `The field \`${coordinate}\` was removed.`,
        impactOf(then, name),
      )
    }),
    ...added.map((field) => {
      const coordinate = `${now.name}.${field.name}`
      return change(
        'FIELD_ADDED',
        coordinate,
        `The field \`${coordinate}: ${String(field.type)}\` was added.`,
      )
    }),
    ...kept.flatMap((field) => changes(then, field.was, field.now)),
  ]
}

function changes(owner: Composite, then: Field, now: Field): DiffedChange[] {
  const coordinate = `${owner.name}.${now.name}`
  const impact = impactOf(owner, then.name)
  return [
    ...typeChanges(coordinate, impact, then, now),
    ...argumentChanges({ coordinate, prefix: '', impact }, then.args, now.args),
    ...deprecationChanges('FIELD', coordinate, then, now),
    ...descriptionChanges('FIELD', coordinate, then, now),
  ]
}

function typeChanges(coordinate: string, impact: Impact, then: Field, now: Field): DiffedChange[] {
  const description = `The type of the field \`${coordinate}\` changed from \`${String(then.type)}\` to \`${String(now.type)}\`.`
  const difference = compareOutput(then.type, now.type)
  switch (difference) {
    case 'SAME':
      return []
    case 'NARROWED':
      return [change('FIELD_TYPE_NARROWED', coordinate, description)]
    case 'OTHER_COMPOSITE':
      return [change('FIELD_CHANGED_TYPE', coordinate, description, { ...impact, proof: 'DOCUMENT' })]
    case 'INCOMPATIBLE':
      return [change('FIELD_CHANGED_TYPE', coordinate, description, impact)]
  }
}

/** Whoever selects an interface's field is listed with the types it may be, too, and depends on none of them. */
function impactOf(owner: Composite, field: string): Impact {
  const inherited = owner.getInterfaces().some((parent) => field in parent.getFields())
  return { coordinates: [`${owner.name}.${field}`], ...(inherited && { proof: 'SELECTION' as const }) }
}

/** The changes of what a type implements. */
export function interfaceChanges(then: Composite, now: Composite, positions: Positions): DiffedChange[] {
  const { removed, added } = byName(then.getInterfaces(), now.getInterfaces())
  return [
    ...removed.map((parent) =>
      change(
        'TYPE_REMOVED_FROM_INTERFACE',
        then.name,
        `\`${then.name}\` does not implement \`${parent.name}\` any more.`,
        { coordinates: conditionsOn(then, positions), proof: 'FRAGMENTS' },
      ),
    ),
    ...added.map((parent) =>
      change('TYPE_ADDED_TO_INTERFACE', now.name, `\`${now.name}\` implements \`${parent.name}\` now.`),
    ),
  ]
}

/** Whether a type has fields that operations select. */
export const hasFields = (type: unknown): type is Composite => isObjectType(type) || isInterfaceType(type)

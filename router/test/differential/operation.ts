import { getNamedType, isAbstractType, isCompositeType, isInterfaceType, isUnionType } from 'graphql'
import type { GraphQLCompositeType, GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql'
import type { Random } from './random.ts'

/** An operation with the values of its variables. */
export interface GeneratedOperation {
  readonly query: string
  readonly variables: Record<string, unknown>
}

const aliases = ['a', 'b', 'name', 'constructor', '__proto__', 'toString', 'then', 'length']

/** A random operation over a schema. It may be invalid where two fields under one name do not go together. */
export function createOperation(schema: GraphQLSchema, random: Random): GeneratedOperation {
  const variables: Record<string, unknown> = { yes: true, no: false, n: random.below(4) }
  const fragments: string[] = []
  let budget = 40
  // The stock executor lets an @interfaceObject's name take the place of the object's, if that is asked for.
  const typenames = schema.getQueryType()?.getFields()['best'] ? '' : '__typename'

  function selections(type: GraphQLCompositeType, depth: number): string {
    const parts: string[] = []
    if (typenames && random.chance(0.25)) parts.push(random.chance(0.3) ? `kind: ${typenames}` : typenames)
    const fields = isUnionType(type) ? [] : Object.values(type.getFields())
    for (let index = 0; index < 1 + random.below(4) && fields.length > 0; index += 1) {
      const part = field(random.pick(fields), depth)
      if (part) parts.push(part)
    }
    if (isAbstractType(type) || random.chance(0.2)) parts.push(fragment(type, depth))
    return `{ ${parts.filter(Boolean).join(' ') || (isUnionType(type) ? '__typename' : 'id')} }`
  }

  function field(definition: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(definition.type)
    budget -= 1
    if (isCompositeType(type) && (depth <= 0 || budget <= 0)) return ''
    const name = random.chance(0.2) ? `${random.pick(aliases)}: ${definition.name}` : definition.name
    const given = definition.args.length > 0 && random.chance(0.6) ? argumentsOf(definition) : ''
    const inside = isCompositeType(type) ? selections(type, depth - 1) : ''
    return `${name}${given}${directive()} ${inside}`
  }

  function argumentsOf({ args }: GraphQLField<unknown, unknown>): string {
    const names = new Set(args.map(({ name }) => name))
    const given = [
      ...(names.has('by') ? [random.pick(['by: 2', 'by: $n', 'by: $unset', 'by: null'])] : []),
      ...(names.has('of') && random.chance(0.4) ? [random.pick(['of: RED', 'of: $colour'])] : []),
      ...(names.has('id') ? [`id: "T0:${random.below(6)}"`] : []),
    ]
    return given.length > 0 ? `(${given.join(', ')})` : ''
  }

  function directive(): string {
    if (!random.chance(0.12)) return ''
    const condition = random.pick(['true', 'false', '$yes', '$no', '$byDefault'])
    return ` @${random.pick(['skip', 'include'])}(if: ${condition})`
  }

  function fragment(type: GraphQLCompositeType, depth: number): string {
    const candidates: GraphQLCompositeType[] = isAbstractType(type)
      ? [...schema.getPossibleTypes(type), ...(isInterfaceType(type) ? [type] : [])]
      : [type, ...type.getInterfaces()]
    return Array.from({ length: 1 + random.below(2) }, () => {
      const condition = random.pick(candidates)
      const inside = selections(condition, depth - 1)
      if (random.chance(0.7)) return `... on ${condition.name}${directive()} ${inside}`
      fragments.push(`fragment F${fragments.length} on ${condition.name} ${inside}`)
      return `...F${fragments.length - 1}${directive()}`
    }).join(' ')
  }

  const kind = random.chance(0.1) ? 'mutation' : 'query'
  const root = (kind === 'mutation' ? schema.getMutationType() : schema.getQueryType()) as GraphQLObjectType
  const body = selections(root, 5)
  const text = `${body} ${fragments.join(' ')}`
  const definitions = [
    ['$yes', 'Boolean!'],
    ['$no', 'Boolean!'],
    ['$byDefault', 'Boolean! = true'],
    ['$n', 'Int'],
    ['$unset', 'Int = 3'],
    ['$colour', 'Colour = BLUE'],
  ].filter(([name]) => text.includes(name!))
  const declared = definitions.length > 0 ? `(${definitions.map((pair) => pair.join(': ')).join(', ')})` : ''
  return { query: `${kind} Generated${declared} ${text}`, variables }
}

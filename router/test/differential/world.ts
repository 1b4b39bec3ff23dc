import type { LocalSubgraph } from '../engine/local-supergraph.ts'
import { hashOf } from './random.ts'
import type { Random } from './random.ts'
import { failureOf } from './faults.ts'
import type { Faults } from './faults.ts'

interface Identified {
  readonly id: string
}
type Resolvers = Record<string, Record<string, unknown>>

interface FieldPlan {
  readonly name: string
  readonly owner: number
  readonly type: string
  readonly list: string
  readonly kind: 'leaf' | 'entity' | 'value' | 'item' | 'either'
  readonly withArgument: boolean
  readonly isShared: boolean
}

const leafTypes = [
  'Int',
  'Float',
  'String',
  'Boolean',
  'ID',
  'Moment',
  'Colour',
  'String!',
  'Int!',
  'Colour!',
]
const lists = ['T', 'T', 'T!', '[T]', '[T!]!', '[T!]', '[[T]]']
const header = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: [
  "@key", "@external", "@requires", "@provides", "@shareable", "@override", "@interfaceObject"])
  scalar Moment
  enum Colour { RED GREEN BLUE }`

/** Every entity with an id of the form `T1:3` is there; its values follow from its id, the field and the arguments. */
export function createWorld(random: Random, faults: Faults): LocalSubgraph[] {
  const count = 2 + random.below(3)
  const entities = Array.from({ length: 2 + random.below(3) }, (_, index) => `T${index}`)
  const plans = new Map(entities.map((entity) => [entity, planFields(random, entities, count)]))
  const subgraphs = Array.from({ length: count }, (_, index) => describe(index, plans, random, faults))
  return random.chance(0.4) ? [...subgraphs, interfaceObject(faults)] : subgraphs
}

function planFields(random: Random, entities: readonly string[], count: number): FieldPlan[] {
  return Array.from({ length: 3 + random.below(5) }, (_, index): FieldPlan => {
    const kind = random.pick(['leaf', 'leaf', 'leaf', 'entity', 'entity', 'value', 'item', 'either'] as const)
    const types = {
      leaf: random.pick(leafTypes),
      entity: random.pick(entities),
      value: 'Detail',
      item: 'Item',
    }
    const type = kind === 'either' ? 'Either' : types[kind]
    return {
      name: index === 0 && random.chance(0.3) ? 'constructor' : `f${index}`,
      owner: random.below(count),
      type,
      list: kind === 'leaf' ? 'T' : random.pick(lists),
      kind,
      withArgument: kind === 'leaf' && random.chance(0.3),
      isShared: random.chance(0.15),
    }
  })
}

function describe(
  index: number,
  plans: ReadonlyMap<string, readonly FieldPlan[]>,
  random: Random,
  faults: Faults,
): LocalSubgraph {
  const name = `s${index}`
  const entities = [...plans.keys()]
  const resolvers: Resolvers = {
    Item: {
      __resolveType: ({ id }: Identified) => typeOf(id),
      __resolveReference: ({ id }: Identified) => faults.entity(name, id, { id, __typename: typeOf(id) }),
    },
    Either: { __resolveType: ({ id }: Identified) => typeOf(id) },
  }
  let types = ''
  let roots = ''

  for (const [entity, fields] of plans) {
    const own: Record<string, unknown> = {
      __resolveReference: (reference: Identified) =>
        faults.entity(name, reference.id, { ...reference, __typename: entity }),
      label: ({ id }: Identified) => `label of ${id}`,
    }
    let body = 'id: ID! label: String @shareable '
    for (const field of fields) {
      if (field.owner !== index && !field.isShared) continue
      const type = field.list.replace('T', field.type)
      body += `${field.name}${field.withArgument ? '(by: Int = 1, of: Colour)' : ''}: ${type}`
      body += field.isShared ? ' @shareable ' : ' '
      own[field.name] = (parent: Identified, args: object) =>
        failureOf(faults, name, parent.id, field.name) ?? valueOf(field, parent.id, args, entities)
    }
    const required = fields.find(
      ({ owner, kind, isShared, withArgument, name: given }) =>
        owner !== index && kind === 'leaf' && !isShared && !withArgument && given !== 'constructor',
    )
    if (required) {
      body += `${required.name}: ${required.type} @external from${index}: String @requires(fields: "${required.name}") `
      own[`from${index}`] = (parent: Record<string, unknown>) =>
        `${name} got ${String(parent[required.name])}`
    }
    types += `type ${entity} implements Item @key(fields: "id") { ${body} }\n`
    resolvers[entity] = own
    if (random.chance(0.5) || index === 0) {
      const list = random.pick(lists)
      const root = `all${entity}In${index}`
      roots += `${root}: ${list.replace('T', entity)} `
      const field = { name: root, list, type: entity, kind: 'entity' } as const
      resolvers['Query'] = { ...resolvers['Query'], [root]: () => refer(field, 'Query', {}, entities) }
      roots += `shared: String @shareable `.repeat(roots.includes('shared:') ? 0 : 1)
    }
  }
  resolvers['Query'] = {
    ...resolvers['Query'],
    [`items${index}`]: () => refer(itemList, 'Query', {}, entities),
  }
  const change = (_: unknown, { id = 'T0:1' }: { id?: string }) => ({ id })
  resolvers['Mutation'] = { [`change${index}`]: change }
  const sdl = `${header}
    interface Item @key(fields: "id") { id: ID! label: String }
    union Either = ${entities.join(' | ')}
    type Detail @shareable { size: Int note: String! inner: Detail }
    type Query { ${roots} items${index}: [Item!] }
    type Mutation { change${index}(id: ID): T0 }
    ${types}`
  return { name, sdl, resolvers }
}

const itemList = { name: 'items', list: '[T!]', type: 'Item', kind: 'item' } as const

/** A subgraph that knows all entities by their interface alone. */
function interfaceObject(faults: Faults): LocalSubgraph {
  return {
    name: 'rating',
    sdl: `${header} type Query { best: Item }
      type Item @interfaceObject @key(fields: "id") { id: ID! rating: Int note: String! }`,
    resolvers: {
      Query: { best: () => ({ id: 'T1:2' }) },
      Item: {
        __resolveReference: (reference: Identified) => faults.entity('rating', reference.id, reference),
        rating: ({ id }: Identified) => failureOf(faults, 'rating', id, 'rating') ?? hashOf(id) % 6,
        note: ({ id }: Identified) => failureOf(faults, 'rating', id, 'note') ?? `note on ${id}`,
      },
    },
  }
}

const typeOf = (id: string): string => id.split(':')[0] ?? ''

function valueOf(field: FieldPlan, id: string, args: object, entities: readonly string[]): unknown {
  if (field.kind === 'leaf') return leafValue(field.type, hashOf(id, field.name, JSON.stringify(args)))
  return refer(field, id, args, entities)
}

function leafValue(type: string, hash: number): unknown {
  if (hash % 7 === 0 && !type.endsWith('!')) return null
  switch (type.replace('!', '')) {
    case 'Int':
      return hash % 5
    case 'Float':
      return (hash % 1_000) / 8
    case 'Boolean':
      return hash % 2 === 0
    case 'Colour':
      return ['RED', 'GREEN', 'BLUE'][hash % 3]
    case 'Moment':
      return [hash, { nested: [hash % 3, null] }, `2026-01-0${1 + (hash % 9)}`, false][hash % 4]
    default:
      return `"text" ${hash % 50} \u2028 é`
  }
}

/** Objects, or lists of them, of the field's type. */
function refer(
  { name, list, type, kind }: Pick<FieldPlan, 'name' | 'list' | 'type' | 'kind'>,
  id: string,
  args: object,
  entities: readonly string[],
): unknown {
  const hash = hashOf(id, name, JSON.stringify(args))
  const one = (salt: number): unknown => {
    const mayBeNull = !list.includes('T!')
    const value = hashOf(hash, salt)
    if (mayBeNull && value % 6 === 0) return null
    if (kind === 'value') return detail(value, 2)
    const entity = kind === 'entity' ? type : entities[value % entities.length]
    return { id: `${entity}:${value % 6}`, __typename: entity }
  }
  const items = (salt: number): unknown[] => Array.from({ length: hash % 4 }, (_, index) => one(salt + index))
  if (list === '[[T]]') return [items(1), hash % 5 === 0 ? null : items(7)]
  return list.startsWith('[') ? items(1) : one(1)
}

const detail = (hash: number, depth: number): object => ({
  size: hash % 9,
  note: `note ${hash % 9}`,
  inner: depth > 0 && hash % 3 > 0 ? detail(hashOf(hash), depth - 1) : null,
})

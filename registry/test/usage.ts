import { randomUUID } from 'node:crypto'
import { durationBounds, type UsageReport } from '@tradewind/service'
import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isRequiredArgument,
  Kind,
  OperationTypeNode,
  parse,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql'
import { hasFields } from '../checks/diff/fields.ts'
import { selectionsOf } from '../checks/operations/selections.ts'
import type { PrismaClient } from '../data/generated/client.ts'
import { storeReport } from '../data/usage.ts'
import type { GraphRef } from '../domain/graph-ref.ts'
import { tally } from '../usage/tally.ts'

type Row = UsageReport['operations'][number]

export interface Sent {
  readonly client?: string
  readonly version?: string
  readonly requests?: number
  readonly errors?: number
  /** Input fields and enum values that its variables held: the text does not show them. */
  readonly variables?: readonly string[]
}

/** An operation as a router would report it. */
export function sent(schema: GraphQLSchema, signature: string, how: Sent = {}): Row {
  const document = parse(signature)
  const { client = 'web', version = '1.0.0', requests = 1, errors = 0, variables = [] } = how
  const [operation] = document.definitions
  const selected = [...selectionsOf(document, schema)]
  return {
    signature,
    name: (operation?.kind === Kind.OPERATION_DEFINITION && operation.name?.value) || '',
    client: { name: client, version },
    coordinates: [
      ...new Set([...selected.flatMap((each) => [each, ...inherited(schema, each)]), ...variables]),
    ],
    requests,
    errors,
    durations: durationBounds
      .map(() => 0)
      .concat(0)
      .with(3, requests),
  }
}

/** An interface's field is listed with every type it may be of, too. */
function inherited(schema: GraphQLSchema, coordinate: string): string[] {
  const [name = '', member] = coordinate.split(/\.(.*)/)
  const type = schema.getType(name)
  if (!member || !isInterfaceType(type)) return []
  const { objects, interfaces } = schema.getImplementations(type)
  return [...objects, ...interfaces].map((each) => `${each.name}.${member}`)
}

/** Stores operations as sent to a variant at that time. */
export async function storeUsage(
  prisma: PrismaClient,
  { graphId, variant }: GraphRef,
  operations: readonly Row[],
  at = new Date(),
): Promise<void> {
  const bucket = new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000)
  for (let start = 0; start < operations.length; start += 1_000) {
    const part = tally({ operations: operations.slice(start, start + 1_000) })
    await storeReport(prisma, {
      id: randomUUID(),
      graphId,
      variant,
      bucket,
      dropped: 0,
      receivedAt: at,
      tally: part,
    })
  }
}

/**
 * So many different operations of a schema, like those of frontends: a few fields of the root, some ten of each object,
 * a few objects deep. The same for the same schema.
 */
export function manyOperations(schema: GraphQLSchema, count: number): string[] {
  const random = lehmer(42)
  const root = schema.getRootType(OperationTypeNode.QUERY)!
  const texts = new Set<string>()
  for (let number = 0; texts.size < count; number++) {
    const selection = select(root, random, 4, 2)
    if (selection) texts.add(`query Operation${number} ${selection}`)
  }
  return [...texts]
}

type Random = (below: number) => number

/** A generator of numbers that are always the same (Lehmer's, with Park and Miller's constants). */
function lehmer(seed: number): Random {
  let state = seed
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/** Arguments would have to make sense: fields that need some are left out. */
function select(type: GraphQLNamedType, random: Random, depth: number, most: number): string | null {
  if (!hasFields(type)) return '{ __typename }'
  const fields = Object.values(type.getFields()).filter(({ args }) => !args.some(isRequiredArgument))
  const chosen = Array.from({ length: 1 + random(most) }, () => fields[random(fields.length)]!)
  const texts = new Set(chosen.flatMap((field) => selectField(field, random, depth) ?? []))
  return texts.size > 0 ? `{ ${[...texts].toSorted().join(' ')} }` : null
}

function selectField(field: GraphQLField<unknown, unknown>, random: Random, depth: number): string | null {
  const type = getNamedType(field.type)
  if (!isCompositeType(type)) return field.name
  const selection = depth > 0 ? select(type, random, depth - 1, 10) : null
  return selection && `${field.name} ${selection}`
}

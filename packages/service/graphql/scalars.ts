import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { isCurrency } from '../money.ts'

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i
const decimal = /^-?\d{1,30}(\.\d{1,20})?$/

function scalar<Internal>(
  name: string,
  parse: (value: unknown) => Internal,
  serialize: (value: unknown) => string,
): GraphQLScalarType<Internal, string> {
  return new GraphQLScalarType<Internal, string>({
    name,
    serialize,
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : undefined),
  })
}

function parseDateTime(value: unknown): Date {
  const date = typeof value === 'string' && rfc3339.test(value) ? new Date(value) : undefined
  // RFC 3339 has a year 0, PostgreSQL has none.
  if (!date || !(date.getUTCFullYear() >= 1)) {
    throw new GraphQLError('A DateTime is a string in RFC 3339, like "2026-03-01T09:30:00Z".')
  }
  return date
}

function parseDecimal(value: unknown): string {
  if (typeof value === 'string' && decimal.test(value)) return value
  throw new GraphQLError(
    'A Decimal is a string, like "19.90"; numbers are not taken because they lose digits.',
  )
}

function parseCurrency(value: unknown): string {
  if (typeof value === 'string' && isCurrency(value)) return value
  throw new GraphQLError('A CurrencyCode is one of ISO 4217 in capital letters, like "EUR".')
}

/** Resolvers of the scalars that every subgraph's SDL shares: DateTime (Date), Decimal (string), CurrencyCode (string). */
export const scalars = {
  DateTime: scalar('DateTime', parseDateTime, (value) => new Date(value as Date | string).toISOString()),
  Decimal: scalar('Decimal', parseDecimal, (value) => parseDecimal(String(value))),
  CurrencyCode: scalar('CurrencyCode', parseCurrency, (value) => parseCurrency(value)),
}

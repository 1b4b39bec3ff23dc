import { operationId, type UsageReport } from '@tradewind/service'

/** An operation of a report, with what all its rows use. */
export interface TalliedOperation {
  readonly id: string
  readonly name: string
  readonly signature: string
  readonly coordinates: ReadonlySet<string>
}

/** How often a client sent an operation, and how it went. */
export interface TalliedUsage {
  readonly operation: string
  readonly client: string
  readonly version: string
  readonly requests: number
  readonly errors: number
  readonly durations: readonly number[]
}

/** How often a client used a coordinate. */
export interface TalliedField {
  readonly coordinate: string
  readonly client: string
  readonly version: string
  readonly requests: number
}

/** A report as rows, each key once: PostgreSQL updates a row once in a statement. */
export interface Tally {
  readonly operations: readonly TalliedOperation[]
  readonly usage: readonly TalliedUsage[]
  readonly fields: readonly TalliedField[]
}

/** Adds up the rows of a report. */
export function tally({ operations }: Pick<UsageReport, 'operations'>): Tally {
  const found = new Map<string, TalliedOperation & { coordinates: Set<string> }>()
  const usage = new Map<string, TalliedUsage>()
  const fields = new Map<string, TalliedField>()
  for (const { signature, name, client, coordinates, requests, errors, durations } of operations) {
    const id = operationId(signature)
    const by = { client: client.name, version: client.version }
    const known = found.getOrInsertComputed(id, () => ({ id, name, signature, coordinates: new Set() }))
    for (const coordinate of coordinates) known.coordinates.add(coordinate)
    const row = { operation: id, ...by, requests, errors, durations }
    upsert(usage, JSON.stringify([id, by.client, by.version]), row, addUsage)
    for (const coordinate of new Set(coordinates)) {
      const key = JSON.stringify([coordinate, by.client, by.version])
      upsert(fields, key, { coordinate, ...by, requests }, addRequests)
    }
  }
  return { operations: [...found.values()], usage: [...usage.values()], fields: [...fields.values()] }
}

function upsert<Row>(
  rows: Map<string, Row>,
  key: string,
  row: Row,
  add: (one: Row, other: Row) => Row,
): void {
  const present = rows.get(key)
  rows.set(key, present ? add(present, row) : row)
}

const addRequests = <Row extends { readonly requests: number }>(one: Row, other: Row): Row => ({
  ...one,
  requests: one.requests + other.requests,
})

const addUsage = (one: TalliedUsage, other: TalliedUsage): TalliedUsage => ({
  ...addRequests(one, other),
  errors: one.errors + other.errors,
  durations: one.durations.map((count, bucket) => count + other.durations[bucket]!),
})

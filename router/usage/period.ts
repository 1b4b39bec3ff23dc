import { durationBounds, usageLimits } from '@tradewind/service'
import type { OperationUsage } from '@tradewind/service'
import type { Client } from '../http/client.ts'
import type { ReportedOperation } from './operation.ts'

/** An executed request, when its response has ended. */
export interface ServedRequest {
  readonly operation: ReportedOperation
  readonly client: Client
  readonly variables: Readonly<Record<string, unknown>>
  readonly milliseconds: number
  readonly hasErrors: boolean
}

interface Row {
  readonly operation: ReportedOperation
  readonly client: Client
  readonly sent: Set<string>
  requests: number
  errors: number
  readonly durations: number[]
}

type Rows = Map<string, Row>

/** What a row takes beside its texts, roughly: counters, objects, the entry in the map. */
const ROW_SIZE = 500

/** More clients of one operation than that in a period are counted as one, so that no name can be used as a flood. */
const MAX_CLIENTS = 100
const others: Client = { name: '(others)', version: '' }

/**
 * Counts served requests by operation and client, in a bounded memory. When it is used up, requests with an operation
 * that is new are not counted; those with a known one are, a client that is new among "(others)".
 */
export class UsagePeriod {
  readonly #operations = new Map<string, Rows>()
  readonly #maxSize: number
  #size = 0

  /** @param maxSize characters that the rows may take together */
  constructor(maxSize: number) {
    this.#maxSize = maxSize
  }

  /** Counts a request; false when there is no room for it. */
  add({ operation, client, variables, milliseconds, hasErrors }: ServedRequest): boolean {
    const row = this.#rowOf(operation, client)
    if (!row) return false
    row.requests += 1
    if (hasErrors) row.errors += 1
    row.durations[bucketOf(milliseconds)]! += 1
    operation.readVariables?.(variables, row.sent)
    return true
  }

  /** What was counted, as the report has it. */
  *rows(): Generator<OperationUsage> {
    for (const rows of this.#operations.values()) {
      for (const { operation, client, sent, requests, errors, durations } of rows.values()) {
        const { signature, name } = operation
        const coordinates = [...new Set([...operation.coordinates, ...sent])]
        if (coordinates.length > usageLimits.coordinates) coordinates.length = usageLimits.coordinates
        yield { signature, name, client, coordinates, requests, errors, durations }
      }
    }
  }

  #rowOf(operation: ReportedOperation, client: Client): Row | undefined {
    const rows = this.#operations.get(operation.signature)
    if (!rows) return this.#addRow(new Map(), operation, client)
    const known = rows.get(keyOf(client))
    if (known) return known
    return (
      (rows.size < MAX_CLIENTS ? this.#addRow(rows, operation, client) : undefined) ??
      rows.get(keyOf(others)) ??
      this.#addRow(rows, operation, others, 0)
    )
  }

  #addRow(
    rows: Rows,
    operation: ReportedOperation,
    client: Client,
    size = ROW_SIZE + operation.size + client.name.length + client.version.length,
  ): Row | undefined {
    if (this.#size + size > this.#maxSize) return undefined
    this.#size += size
    const durations = Array.from({ length: durationBounds.length + 1 }, () => 0)
    const row = { operation, client, sent: new Set<string>(), requests: 0, errors: 0, durations }
    rows.set(keyOf(client), row)
    this.#operations.set(operation.signature, rows)
    return row
  }
}

// A header's value has no line break.
const keyOf = ({ name, version }: Client): string => `${name}\n${version}`

function bucketOf(milliseconds: number): number {
  const index = durationBounds.findIndex((bound) => milliseconds <= bound)
  return index === -1 ? durationBounds.length : index
}

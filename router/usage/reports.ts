import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { newId, usageLimits } from '@tradewind/service'
import type { OperationUsage, UsageReport } from '@tradewind/service'
import type { UsagePeriod } from './period.ts'

const compress = promisify(gzip)

/** Rows are put into words in portions, between which requests are served: a thousand rows take milliseconds. */
const ROWS = Math.min(200, usageLimits.operations)
/** UTF-16 units of a report's JSON; each is at most three bytes of what the registry takes. */
const CHARACTERS = usageLimits.bytes / 4

/** A report that is ready to be sent, and to be sent again. */
export interface Report {
  readonly id: string
  /** JSON, compressed with gzip. */
  readonly body: Buffer
  /** How many requests it tells of, and how many it says were dropped. */
  readonly requests: number
  readonly dropped: number
}

/**
 * Makes the reports of a period that has ended.
 *
 * @param takeDropped how many requests to report as dropped; asked once for each report that is made
 */
export async function* reportsOf(
  period: UsagePeriod,
  graphRef: string,
  takeDropped: () => number,
): AsyncGenerator<Report> {
  const reportedAt = new Date().toISOString()
  const make = async (operations: OperationUsage[]): Promise<Report> => {
    const dropped = takeDropped()
    const report: UsageReport = { id: newId(), graphRef, reportedAt, dropped, operations }
    const requests = operations.reduce((sum, row) => sum + row.requests, 0)
    return { id: report.id, body: await compress(JSON.stringify(report)), requests, dropped }
  }

  let operations: OperationUsage[] = []
  let characters = 0
  for (const row of period.rows()) {
    const size = row.signature.length + row.coordinates.reduce((sum, { length }) => sum + length + 3, 1_000)
    if (operations.length === ROWS || characters + size > CHARACTERS) {
      yield await make(operations)
      operations = []
      characters = 0
    }
    operations.push(row)
    characters += size
  }
  if (operations.length > 0) yield await make(operations)
}

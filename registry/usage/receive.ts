import { usageLimits, usageReportShape, type Logger, type UsageReport } from '@tradewind/service'
import type { PrismaClient } from '../data/generated/client.ts'
import { findVariant } from '../data/graphs.ts'
import { storeReport } from '../data/usage.ts'
import { parseGraphRef } from '../domain/graph-ref.ts'
import type { Key, Keys } from '../keys/index.ts'
import { createReportRoute, RefusedReport } from '../reports/report-route.ts'
import { tally } from './tally.ts'

const HOUR_MS = 60 * 60 * 1_000

/** `POST /usage`: takes what routers say of the operations that clients sent (packages/service/usage-report.ts). */
export const createUsageRoute = (
  prisma: PrismaClient,
  keys: Keys,
  logger: Logger,
): ((request: Request) => Promise<Response>) =>
  createReportRoute({
    keys,
    logger,
    scope: 'REPORT',
    shape: usageReportShape,
    maxBytes: usageLimits.bytes,
    store: (report, key) => store(prisma, report, key),
  })

async function store(prisma: PrismaClient, report: UsageReport, key: Key): Promise<void> {
  const of = parseGraphRef(report.graphRef)
  if (!of || of.graphId !== key.graphId || !(await findVariant(prisma, of)))
    throw new RefusedReport(404, `There is no ${report.graphRef} for this key: publish to it first.`)
  const receivedAt = new Date()
  // A sender's clock may be ahead; one that was cut off may tell of hours ago.
  const at = Math.min(Date.parse(report.reportedAt), receivedAt.getTime())
  await storeReport(prisma, {
    id: report.id,
    ...of,
    bucket: new Date(Math.floor(at / HOUR_MS) * HOUR_MS),
    dropped: report.dropped,
    receivedAt,
    tally: tally(report),
  })
}

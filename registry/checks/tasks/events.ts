import type { PrismaClient } from '../../data/generated/client.ts'
import { findEventsReport } from '../../data/events-reports.ts'
import type { GitContext } from '../../domain/history.ts'
import type { EventsTask } from '../types.ts'

/**
 * What `npm run events:check -- --report` said of the commit of a schema; `null` where it said nothing. The registry
 * does not see the contracts: it repeats what it was told, and says when.
 */
export async function eventsTask(
  prisma: PrismaClient,
  graphId: string,
  { commit }: GitContext,
): Promise<EventsTask | null> {
  const report = commit ? await findEventsReport(prisma, graphId, commit) : null
  if (!report) return null
  const { status, comparedWith, findings, reportedAt } = report
  return { kind: 'EVENTS', status, comparedWith, findings, reportedAt: reportedAt.toISOString() }
}

import type { EventsFinding } from '../checks/types.ts'
import type { Actor } from '../domain/history.ts'
import type { Prisma, PrismaClient } from './generated/client.ts'

/** What checking the event contracts of a commit found. */
export interface EventsReport {
  readonly graphId: string
  readonly commit: string
  readonly status: 'PASSED' | 'FAILED'
  /** What the contracts were compared with. */
  readonly comparedWith: string
  readonly findings: readonly EventsFinding[]
  readonly who: Actor
  readonly reportedAt: Date
}

/** Keeps a report; one of the same commit is replaced. */
export async function saveEventsReport(prisma: PrismaClient, report: EventsReport): Promise<void> {
  const { graphId, commit, ...rest } = report
  const data = {
    ...rest,
    findings: rest.findings as unknown as Prisma.InputJsonValue,
    who: rest.who as Prisma.InputJsonValue,
  }
  await prisma.eventsReport.upsert({
    where: { graphId_commit: { graphId, commit } },
    create: { graphId, commit, ...data },
    update: data,
  })
}

/** The report on a commit; `null` when nobody has sent one. */
export async function findEventsReport(
  prisma: PrismaClient,
  graphId: string,
  commit: string,
): Promise<EventsReport | null> {
  const row = await prisma.eventsReport.findUnique({ where: { graphId_commit: { graphId, commit } } })
  return row && { ...row, findings: row.findings as unknown as EventsFinding[], who: row.who as Actor }
}

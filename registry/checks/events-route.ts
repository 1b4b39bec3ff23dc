import type { Logger } from '@tradewind/service'
import { z } from 'zod'
import { actorOf } from '../context.ts'
import { saveEventsReport } from '../data/events-reports.ts'
import type { PrismaClient } from '../data/generated/client.ts'
import type { Keys } from '../keys/index.ts'
import { createReportRoute } from '../reports/report-route.ts'

const word = z.string().max(500)

/** What `npm run events:check -- --report` says of a commit. */
const eventsReportShape = z.object({
  /** As git names it, in full: what rover says of the schemas of the same checkout. */
  commit: z.string().regex(/^[0-9a-f]{40,64}$/, 'must be a commit in full'),
  comparedWith: word,
  /** Empty when the contracts are compatible. */
  findings: z
    .array(
      z.object({
        event: word,
        field: word,
        rule: word,
        problem: z.string().max(2_000),
        subscribers: z.array(word).max(200),
      }),
    )
    .max(1_000),
})

/** `POST /events-check`: takes what checking the event contracts of a commit found; checks of that commit repeat it. */
export const createEventsRoute = (
  prisma: PrismaClient,
  keys: Keys,
  logger: Logger,
): ((request: Request) => Promise<Response>) =>
  createReportRoute({
    keys,
    logger,
    scope: 'CHECK',
    shape: eventsReportShape,
    maxBytes: 2 * 1024 * 1024,
    store: ({ commit, comparedWith, findings }, key) =>
      saveEventsReport(prisma, {
        graphId: key.graphId,
        commit,
        comparedWith,
        findings,
        status: findings.length > 0 ? 'FAILED' : 'PASSED',
        who: actorOf(key),
        reportedAt: new Date(),
      }),
  })

import { sendPage } from '@tradewind/staff'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { readLintConfig } from '../../checks/lint/rules.ts'
import type { PrismaClient } from '../../data/generated/client.ts'
import { findSettings, saveSettings } from '../../data/pages/settings.ts'
import { variantPath } from '../addresses.ts'
import { DAY_S, settingsPage } from '../graph/settings.ts'
import { mayWrite, notFound, variantParameters } from './requests.ts'

const checks = z.object({
  days: z.coerce.number().int().min(1).max(365),
  count: z.coerce.number().int().min(1).max(1_000_000_000),
  percentage: z.coerce.number().min(0).max(100),
})
const path = '/graph/:graph/variant/:variant/settings'

/** What checks of a variant look at. */
export function settingsRoutes(server: FastifyInstance, prisma: PrismaClient): void {
  server.get(path, async (request, reply) => {
    const { graph, variant } = variantParameters.parse(request.params)
    const settings = await findSettings(prisma, { graphId: graph, variant })
    if (!settings) return notFound(reply, 'There is no such variant.')
    return sendPage(reply, settingsPage(settings, { graph, variant, mayWrite: request.session!.mayWrite }))
  })

  // Where rover sends those who ask for a variant's settings.
  server.get('/graph/:graph/settings/variant', async (request, reply) => {
    const { graph, variant } = variantParameters.parse({
      ...(request.params as object),
      ...(request.query as object),
    })
    return reply.redirect(`${variantPath(graph, variant)}/settings`, 303)
  })

  server.post(path, { preHandler: mayWrite }, async (request, reply) => {
    const { graph, variant } = variantParameters.parse(request.params)
    const settings = await findSettings(prisma, { graphId: graph, variant })
    if (!settings) return notFound(reply, 'There is no such variant.')
    const form = checks.safeParse(request.body)
    if (!form.success) {
      const message = 'Give 1 to 365 days, a number of requests from 1 on, and 0 to 100 percent.'
      return sendPage(reply.code(400), settingsPage(settings, { graph, variant, mayWrite: true, message }))
    }
    const { days, count, percentage } = form.data
    await saveSettings(
      prisma,
      { graphId: graph, variant },
      {
        lintConfig: readLintConfig(request.body),
        checkConfig: {
          validationPeriodSeconds: days * DAY_S,
          queryCountThreshold: count,
          queryCountThresholdPercentage: percentage / 100,
        },
      },
      { staff: request.session!.email },
    )
    return reply.redirect(`${variantPath(graph, variant)}/settings`, 303)
  })
}

import { sendPage } from '@tradewind/staff'
import type { FastifyInstance } from 'fastify'
import type { PrismaClient } from '../../data/generated/client.ts'
import { listLaunches } from '../../data/pages/launches.ts'
import { findVariant } from '../../data/pages/variants.ts'
import { variantOverviewPage } from '../graph/variant.ts'
import { notFound, variantParameters } from './requests.ts'

interface VariantRoutes {
  readonly prisma: PrismaClient
  readonly publicUrl: string
}

/** Of the last launches so many are looked at for the current one. */
const LAUNCHES_READ = 20

/** What a variant is made of. */
export function variantRoutes(server: FastifyInstance, { prisma, publicUrl }: VariantRoutes): void {
  server.get('/graph/:graph/variant/:variant', async (request, reply) => {
    const { graph, variant: name } = variantParameters.parse(request.params)
    const [variant, newest] = await Promise.all([
      findVariant(prisma, graph, name),
      listLaunches(prisma, { graphId: graph, variant: name }, { limit: LAUNCHES_READ }),
    ])
    if (!variant) return notFound(reply, 'There is no such variant.')
    return sendPage(reply, variantOverviewPage(variant, { newest, publicUrl }))
  })
}

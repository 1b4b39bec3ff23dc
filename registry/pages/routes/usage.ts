import { sendPage } from '@tradewind/staff'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { PrismaClient } from '../../data/generated/client.ts'
import {
  coordinateClients,
  coordinateOperations,
  coordinateUsage,
  type UsagePeriod,
} from '../../data/pages/fields.ts'
import { findOperation, operationClients, operationUsage } from '../../data/pages/operations.ts'
import { findVariant } from '../../data/pages/variants.ts'
import { variantPath } from '../addresses.ts'
import { fieldPage } from '../usage/field.ts'
import { fieldQuery, listFields } from '../usage/field-list.ts'
import { fieldsPage } from '../usage/fields.ts'
import { operationPage } from '../usage/operation.ts'
import { listOperations, operationQuery } from '../usage/operation-list.ts'
import { operationsPage } from '../usage/operations.ts'
import { beginning, days } from '../usage/period.ts'
import { createSchemaFields } from '../usage/schema-fields.ts'
import { notFound, variantParameters } from './requests.ts'

const period = z.object({ days })
const oneField = variantParameters.extend({
  coordinate: z
    .string()
    .max(500)
    .regex(/^[\w.:()]+$/),
})
const oneOperation = variantParameters.extend({ id: z.string().regex(/^[0-9a-f]{64}$/) })
const USERS_SHOWN = 200
const base = '/graph/:graph/variant/:variant'

/** What clients use of the schema, and what they send. */
export function usageRoutes(server: FastifyInstance, prisma: PrismaClient): void {
  const schemaFields = createSchemaFields(async (id) => {
    const launch = await prisma.launch.findUnique({ where: { id }, select: { apiSchemaSdl: true } })
    return launch?.apiSchemaSdl ?? null
  })
  const currentFields = async ({ currentLaunchId }: { currentLaunchId: string | null }) =>
    currentLaunchId ? schemaFields(currentLaunchId) : []

  server.get(`${base}/fields`, async (request, reply) => {
    const { graph, variant: name } = variantParameters.parse(request.params)
    const query = fieldQuery.parse(request.query)
    const variant = await findVariant(prisma, graph, name)
    if (!variant) return notFound(reply, 'There is no such variant.')
    const [fields, usage] = await Promise.all([
      currentFields(variant),
      coordinateUsage(prisma, { graphId: graph, variant: name, from: beginning(query.days) }),
    ])
    const page = listFields(fields, usage, query)
    return sendPage(reply, fieldsPage(page, { graph, variant: name, query, hasReports: usage.size > 0 }))
  })

  server.get(`${base}/fields/:coordinate`, async (request, reply) => {
    const { graph, variant: name, coordinate } = oneField.parse(request.params)
    const { days: length } = period.parse(request.query)
    const variant = await findVariant(prisma, graph, name)
    if (!variant) return notFound(reply, 'There is no such variant.')
    const of: UsagePeriod = { graphId: graph, variant: name, from: beginning(length) }
    const [fields, clients, operations] = await Promise.all([
      currentFields(variant),
      coordinateClients(prisma, of, coordinate, USERS_SHOWN),
      coordinateOperations(prisma, of, coordinate, USERS_SHOWN),
    ])
    const field = fields.find((each) => each.coordinate === coordinate) ?? null
    if (!field && clients.length === 0) {
      const path = `${variantPath(graph, name)}/fields`
      return notFound(reply, 'The schema has no such field, and no client has used one.', path)
    }
    return sendPage(
      reply,
      fieldPage({ graph, variant: name, days: length, coordinate, field, clients, operations }),
    )
  })

  server.get(`${base}/operations`, async (request, reply) => {
    const { graph, variant } = variantParameters.parse(request.params)
    const query = operationQuery.parse(request.query)
    if (!(await findVariant(prisma, graph, variant))) return notFound(reply, 'There is no such variant.')
    const of = { graphId: graph, variant, from: beginning(query.days) }
    const page = listOperations(await operationUsage(prisma, of, { search: query.q }), query)
    return sendPage(reply, operationsPage(page, { graph, variant, query }))
  })

  server.get(`${base}/operations/:id`, async (request, reply) => {
    const { graph, variant, id } = oneOperation.parse(request.params)
    const { days: length } = period.parse(request.query)
    const operation = await findOperation(prisma, graph, id)
    if (!operation) return notFound(reply, 'There is no such operation.')
    const of = { graphId: graph, variant, from: beginning(length) }
    const [[usage = null], clients] = await Promise.all([
      operationUsage(prisma, of, { id }),
      operationClients(prisma, of, id, USERS_SHOWN),
    ])
    return sendPage(reply, operationPage(operation, { graph, variant, days: length, usage, clients }))
  })
}

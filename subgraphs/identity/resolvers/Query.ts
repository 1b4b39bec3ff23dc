import { badUserInput, isId, readPage, toConnection } from '@tradewind/service'
import { z } from 'zod'
import { listCustomers } from '../data/customers.ts'
import type { QueryResolvers } from './generated/types.ts'
import { line } from './inputs.ts'
import { showTo } from './visibility.ts'

export const Query: QueryResolvers = {
  async me(_root, _args, { viewer, loaders }) {
    const customer = viewer && (await loaders.customers.load(viewer.id))
    return customer && showTo(viewer, customer)
  },

  async customer(_root, { id }, { viewer, loaders }) {
    const customer = isId(id) ? await loaders.customers.load(id) : null
    return customer && showTo(viewer, customer)
  },

  async customers(_root, { search, ...args }, { viewer, prisma }) {
    const page = readPage(args, z.uuid())
    const rows = await listCustomers(prisma, page, readSearch(search))
    const { edges, nodes, pageInfo } = toConnection(rows, page, (customer) => customer.id)
    return {
      edges: edges.map(({ cursor, node }) => ({ cursor, node: showTo(viewer, node) })),
      nodes: nodes.map((node) => showTo(viewer, node)),
      pageInfo,
    }
  },
}

function readSearch(search: string | null | undefined): string | null {
  if (search == null) return null
  const parsed = line(100).safeParse(search)
  if (!parsed.success) throw badUserInput(parsed.error.issues[0]?.message ?? '', ['search'])
  return parsed.data
}

import { badUserInput, isId, readPage, toConnection } from '@tradewind/service'
import { listBrands, listRootCategories } from '../data/lists.ts'
import { findImport } from '../data/imports.ts'
import { listProducts, productKey } from '../data/list-products.ts'
import { brandKey } from '../data/lists.ts'
import type { QueryResolvers } from './generated/types.ts'
import { readFilter, readSort } from './product-filter.ts'
import { productByHandle, productById, variantById } from './visible.ts'

export const Query: QueryResolvers = {
  product: (_, which, context) => {
    const [field, value] = exactlyOne(which)
    return field === 'id' ? productById(value, context) : productByHandle(value, context)
  },
  productVariant: (_, { id }, context) => variantById(id, context),
  products: async (_, { filter, sort, ...paging }, context) => {
    const wanted = readFilter(filter ?? {}, context.seesUnpublished)
    const order = readSort(sort, wanted)
    const page = readPage(paging, productKey(order.by))
    const places = wanted ? await listProducts(context.database, wanted, order, page) : []
    const { edges, pageInfo } = toConnection(places, page, ({ key, id }) => [key, id] as const)
    const products = await Promise.all(edges.map(({ node }) => context.loaders.product.load(node.id)))
    // One that was deleted a moment ago is left out.
    const shown = edges.flatMap(({ cursor }, index) => {
      const node = products[index]
      return node ? [{ cursor, node }] : []
    })
    return { edges: shown, nodes: shown.map(({ node }) => node), pageInfo }
  },
  category: async (_, which, { database, loaders }) => {
    const [field, value] = exactlyOne(which)
    if (field === 'handle') return database.prisma.category.findFirst({ where: { handle: value } })
    return isId(value) ? loaders.category.load(value.toLowerCase()) : null
  },
  categories: (_, __, { database }) => listRootCategories(database),
  brand: async (_, which, { database, loaders }) => {
    const [field, value] = exactlyOne(which)
    if (field === 'handle') return database.prisma.brand.findFirst({ where: { handle: value } })
    return isId(value) ? loaders.brand.load(value.toLowerCase()) : null
  },
  brands: async (_, paging, { database }) => {
    const page = readPage(paging, brandKey)
    return toConnection(await listBrands(database, page), page, ({ name, id }) => [name, id] as const)
  },
  productImport: (_, { id }, { database }) => (isId(id) ? findImport(database, id) : null),
}

function exactlyOne({
  id,
  handle,
}: {
  readonly id?: string | null
  readonly handle?: string | null
}): ['id' | 'handle', string] {
  if (id != null && handle == null) return ['id', id]
  // PostgreSQL refuses NUL; no handle has one, and neither has the empty one that is looked for instead.
  if (handle != null && id == null) return ['handle', handle.includes('\0') ? '' : handle]
  throw badUserInput('Give exactly one of `id` and `handle`.')
}

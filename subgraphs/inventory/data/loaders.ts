import { createLoader, isId, type Page } from '@tradewind/service'
import { freePiecesOf, levelsOfVariants } from './levels.ts'
import { ledgerPages } from './ledger.ts'
import { linesOfOrders } from './reservations.ts'
import type { PrismaClient } from './generated/client.ts'

export type Loaders = ReturnType<typeof createLoaders>

/** One request's loaders: what many objects of an answer ask for is fetched in one statement. */
export function createLoaders(prisma: PrismaClient) {
  const pages = new Map<string, ReturnType<typeof ledgerPage>>()
  const ledgerPage = (page: Page<number>) => createLoader((levelIds) => ledgerPages(prisma, levelIds, page))
  return {
    /** Free pieces by variant; null for a variant that was never kept anywhere. */
    freePieces: createLoader((variantIds) => freePiecesOf(prisma, variantIds.filter(isId))),
    levelsOfVariant: createLoader((variantIds) => levelsOfVariants(prisma, variantIds.filter(isId))),
    level: createLoader(async (ids) =>
      byId(await prisma.stockLevel.findMany({ where: { id: { in: ids.filter(isId) } } })),
    ),
    location: createLoader(async (ids) =>
      byId(await prisma.location.findMany({ where: { id: { in: ids.filter(isId) } } })),
    ),
    adjustment: createLoader(async (ids) =>
      byId(await prisma.stockAdjustment.findMany({ where: { id: { in: ids.filter(isId) } } })),
    ),
    reservation: createLoader(async (orderIds) => {
      const found = await prisma.reservation.findMany({ where: { orderId: { in: orderIds.filter(isId) } } })
      return new Map(found.map((reservation) => [reservation.orderId, reservation]))
    }),
    linesOfOrder: createLoader((orderIds) => linesOfOrders(prisma, orderIds)),
    /** The same page of many ledgers, by level. */
    ledger(page: Page<number>) {
      const key = JSON.stringify(page)
      const loader = pages.get(key) ?? ledgerPage(page)
      pages.set(key, loader)
      return loader
    },
  }
}

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.id, row]))

import { brokenRules as brokenStockRules } from '../../subgraphs/inventory/test/invariants.ts'
import { gather, type Evidence } from './evidence.ts'
import { brokenOrderRules, isServed } from './order-rules.ts'
import type { World } from './world.ts'

/** What is wrong in the three databases of a story that has come to rest, as sentences; nothing, one hopes. */
export async function brokenRules(world: World): Promise<string[]> {
  const orders = await gather(world.shop, world.orders)
  return [
    ...orders.flatMap(brokenOrderRules),
    ...(await brokenStockRules(world.shop.inventory)).map((rule) => JSON.stringify(rule)),
    ...(await stockFaults(world, orders)),
    ...(await copyFaults(world)),
    ...(await deliveryFaults(world)),
  ]
}

/** On hand is what was put in less what the orders that came through took; nothing is held once all have come to an end. */
async function stockFaults({ shop, catalog, putIn }: World, orders: readonly Evidence[]): Promise<string[]> {
  const { prisma } = shop.inventory
  const levels = await prisma.stockLevel.findMany()
  const stated = await prisma.stockAdjustment.findMany({
    where: { reason: 'STATED' },
    include: { level: true },
  })
  return catalog.variants.flatMap((variantId, index) => {
    const ofVariant = (it: { variantId: string }): boolean => it.variantId === variantId
    const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0)
    const sold = sum(
      orders
        .filter(isServed)
        .flatMap(({ order }) => order.lines.filter(ofVariant).map(({ quantity }) => quantity)),
    )
    const byFile = sum(stated.filter(({ level }) => ofVariant(level)).map(({ delta }) => delta))
    const here = levels.filter(ofVariant)
    const onHand = sum(here.map((level) => level.onHand))
    const expected = (putIn.get(variantId) ?? 0) + byFile - sold
    const held = sum(here.map(({ reserved }) => reserved))
    return [
      ...(onHand === expected ? [] : [`variant ${index}: ${onHand} are on hand, not ${expected}`]),
      ...(held === 0 ? [] : [`variant ${index}: ${held} are held for nobody`]),
    ]
  })
}

/** What ordering and inventory keep of catalog is what catalog last said. */
async function copyFaults({ shop, catalog }: World): Promise<string[]> {
  const { product, variants, sequences } = catalog
  const [copy, items] = await Promise.all([
    shop.ordering.prisma.catalogProduct.findUnique({
      where: { id: product.productId },
      include: { variants: true },
    }),
    shop.inventory.prisma.stockItem.findMany(),
  ])
  const prices = product.variants.map(({ variantId, prices: [price] }) => `${variantId} ${price!.amount}`)
  const copied = (copy?.variants ?? []).map(
    (variant) => `${variant.id} ${(variant.prices as { EUR: string }).EUR}`,
  )
  const isSame =
    copy?.sequence === sequences.get(product.productId) &&
    prices.toSorted().join() === copied.toSorted().join()
  return [
    ...(isSame ? [] : ["ordering's copy of the product is not catalog's product"]),
    ...items
      .filter(({ variantId, statedSequence }) => statedSequence !== (sequences.get(variantId) ?? 0))
      .map(
        ({ variantId }) =>
          `variant ${variants.indexOf(variantId as never)}: the newest statement was not applied`,
      ),
  ]
}

/** Every message was handled, and noted as handled, by everybody it was for. */
async function deliveryFaults({ shop, post }: World): Promise<string[]> {
  const never = post.pending.map(({ event, to }) => `${to.name} never handled ${event.type}`)
  const parts = [shop.ordering, shop.inventory, shop.payments]
  const noted = await Promise.all(
    parts.map(async ({ name, pool }) => {
      const { rows } = await pool.query<{ count: string }>('SELECT count(*) FROM inbox_event')
      const arrived = post.arrived.filter(({ to }) => to.name === name).length
      return Number(rows[0]!.count) === arrived
        ? []
        : [`${name} noted ${rows[0]!.count} of ${arrived} messages`]
    }),
  )
  return [...never, ...noted.flat()]
}

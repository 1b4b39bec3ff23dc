import type { DataOf, IntegrationEvent } from '@tradewind/events'
import type { catalog } from '@tradewind/events/contracts'
import { z } from 'zod'
import type { Offer } from '../domain/placing.ts'
import type { Transaction } from './database.ts'

type Product = DataOf<typeof catalog.productChanged>

const prices = z.record(z.string(), z.string())

/** The variants with these ids (each a UUID in small letters), as catalog last described them; two statements. */
export async function findOffers(
  tx: Transaction,
  variantIds: readonly string[],
): Promise<ReadonlyMap<string, Offer>> {
  const variants = await tx.catalogVariant.findMany({
    where: { id: { in: [...variantIds] } },
    include: { product: true },
  })
  return new Map(
    variants.map(({ id, title, sku, product, ...variant }) => [
      id,
      {
        variantId: id,
        published: product.published,
        name: product.title,
        variantTitle: title === '' ? null : title,
        sku,
        imageUrl: product.imageUrl,
        prices: new Map(
          Object.entries(prices.parse(variant.prices)).map(([code, amount]) => [code, BigInt(amount)]),
        ),
      },
    ]),
  )
}

/** Replaces the copy of a product and its variants, unless a later event has written it already. */
export async function keepProduct(
  tx: Transaction,
  { data: product, sequence }: IntegrationEvent<Product>,
): Promise<void> {
  const isNews = await writeProduct(tx, { ...product, sequence, deleted: false })
  if (!isNews) return
  await tx.catalogVariant.deleteMany({ where: { productId: product.productId } })
  await tx.catalogVariant.createMany({
    data: product.variants.map((variant) => ({
      id: variant.variantId,
      productId: product.productId,
      title: variant.title,
      sku: variant.sku,
      prices: Object.fromEntries(variant.prices.map(({ currencyCode, amount }) => [currencyCode, amount])),
    })),
  })
}

/** Forgets a product and its variants, and remembers that it is gone. */
export async function forgetProduct(tx: Transaction, productId: string, sequence: number): Promise<void> {
  const tombstone = { productId, sequence, deleted: true, published: false, title: '', imageUrl: null }
  const isNews = await writeProduct(tx, tombstone)
  if (isNews) await tx.catalogVariant.deleteMany({ where: { productId } })
}

/** Whether it was written: events of a product may overtake each other, and only the latest counts. */
async function writeProduct(
  tx: Transaction,
  product: Pick<Product, 'productId' | 'published' | 'title' | 'imageUrl'> & {
    readonly sequence: number
    readonly deleted: boolean
  },
): Promise<boolean> {
  const { productId, sequence, deleted, published, title, imageUrl } = product
  const written = await tx.$executeRaw`
    INSERT INTO catalog_product AS known (id, sequence, deleted, published, title, image_url)
    VALUES (${productId}::uuid, ${sequence}, ${deleted}, ${published}, ${title}, ${imageUrl})
    ON CONFLICT (id) DO UPDATE
    SET sequence = excluded.sequence, deleted = excluded.deleted, published = excluded.published,
        title = excluded.title, image_url = excluded.image_url
    WHERE known.sequence < excluded.sequence`
  return written > 0
}

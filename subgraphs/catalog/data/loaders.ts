import { createLoader } from '@tradewind/service'
import type { Database } from './database.ts'
import type {
  Brand,
  Category,
  Product,
  ProductImage,
  ProductOption,
  ProductPriceRange,
  ProductVariant,
  VariantPrice,
} from './generated/client.ts'

/** What the loaders of one request give; keys are ids. */
export type Loaders = ReturnType<typeof createLoaders>

/**
 * Loaders for one request: what all its objects need of one kind comes in one statement. They give unpublished
 * products and their variants too; resolvers decide who sees them.
 */
export function createLoaders({ prisma }: Database) {
  const loaders = {
    product: createLoader(async (ids) =>
      byId<Product>(await prisma.product.findMany({ where: { id: { in: [...ids] } } })),
    ),
    productByHandle: createLoader(async (handles) => {
      const products = await prisma.product.findMany({ where: { handle: { in: [...handles] } } })
      return new Map(products.map((product) => [product.handle, product]))
    }),
    variant: createLoader(async (ids) =>
      byId<ProductVariant>(await prisma.productVariant.findMany({ where: { id: { in: [...ids] } } })),
    ),
    variants: createLoader(async (ids) =>
      byOwner<ProductVariant>(
        await prisma.productVariant.findMany({
          where: { productId: { in: [...ids] } },
          orderBy: [{ productId: 'asc' }, { position: 'asc' }],
        }),
        ({ productId }) => productId,
      ),
    ),
    options: createLoader(async (ids) =>
      byOwner<ProductOption>(
        await prisma.productOption.findMany({
          where: { productId: { in: [...ids] } },
          orderBy: [{ productId: 'asc' }, { position: 'asc' }],
        }),
        ({ productId }) => productId,
      ),
    ),
    images: createLoader(async (ids) =>
      byOwner<ProductImage>(
        await prisma.productImage.findMany({
          where: { productId: { in: [...ids] } },
          orderBy: [{ productId: 'asc' }, { position: 'asc' }],
        }),
        ({ productId }) => productId,
      ),
    ),
    /** The prices of a variant. */
    prices: createLoader(async (ids) =>
      byOwner<VariantPrice>(
        await prisma.variantPrice.findMany({
          where: { variantId: { in: [...ids] } },
          orderBy: [{ variantId: 'asc' }, { currencyCode: 'asc' }],
        }),
        ({ variantId }) => variantId,
      ),
    ),
    priceRanges: createLoader(async (ids) =>
      byOwner<ProductPriceRange>(
        await prisma.productPriceRange.findMany({ where: { productId: { in: [...ids] } } }),
        ({ productId }) => productId,
      ),
    ),
    brand: createLoader(async (ids) =>
      byId<Brand>(await prisma.brand.findMany({ where: { id: { in: [...ids] } } })),
    ),
    category: createLoader(async (ids) =>
      byId<Category>(await prisma.category.findMany({ where: { id: { in: [...ids] } } })),
    ),
    /** The categories of a product, by name. */
    categories: createLoader(async (ids) => {
      const rows = await prisma.productCategory.findMany({
        where: { productId: { in: [...ids] } },
        include: { category: true },
        orderBy: [{ category: { name: 'asc' } }, { categoryId: 'asc' }],
      })
      const lists = byOwner(rows, ({ productId }) => productId)
      return new Map(lists.entries().map(([id, list]) => [id, list.map(({ category }) => category)]))
    }),
    /** The categories directly below one. */
    children: createLoader(async (ids) =>
      byOwner<Category>(
        await prisma.category.findMany({
          where: { parentId: { in: [...ids] } },
          orderBy: [{ position: 'asc' }, { name: 'asc' }, { id: 'asc' }],
        }),
        ({ parentId }) => parentId!,
      ),
    ),
  }
  return {
    ...loaders,
    /** Forgets everything: what a mutation changed is to be read anew. */
    clearAll(): void {
      for (const loader of Object.values(loaders)) loader.clearAll()
    },
  }
}

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.id, row]))

function byOwner<Row>(rows: readonly Row[], ownerOf: (row: Row) => string): Map<string, Row[]> {
  return Map.groupBy(rows, ownerOf)
}

import { isId } from '@tradewind/service'
import type { Context } from '../context.ts'
import type { ProductModel, ProductVariantModel } from './models.ts'

/**
 * The one place that decides who sees a product: one that is not published does not exist for anyone without
 * `catalog:write`, by whatever way it is reached.
 */
export const visible = (product: ProductModel | null, { seesUnpublished }: Context): ProductModel | null =>
  product && (product.publishedAt || seesUnpublished) ? product : null

export const productById = async (id: string, context: Context): Promise<ProductModel | null> =>
  isId(id) ? visible(await context.loaders.product.load(id.toLowerCase()), context) : null

export const productByHandle = async (handle: string, context: Context): Promise<ProductModel | null> =>
  visible(await context.loaders.productByHandle.load(handle), context)

/** A variant is seen by whoever sees its product. */
export async function variantById(id: string, context: Context): Promise<ProductVariantModel | null> {
  const variant = isId(id) ? await context.loaders.variant.load(id.toLowerCase()) : null
  return variant && (await productById(variant.productId, context)) ? variant : null
}

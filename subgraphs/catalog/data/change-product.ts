import { announce, isId } from '@tradewind/service'
import { catalog } from '@tradewind/events/contracts'
import { publish } from '@tradewind/events'
import {
  createProduct,
  type Makings,
  type ProductDraft,
  type ProductPatch,
} from '../domain/change-product.ts'
import type { Product } from '../domain/product.ts'
import { productNotFound, refuse, variantNotFound } from '../domain/refusal.ts'
import { change, type Database, type Transaction } from './database.ts'
import { lockProduct } from './load-product.ts'
import { chooseHandle, findBrandId, findCategoryIds } from './references.ts'
import { saveProduct, type SkuPath } from './save-product.ts'
import { productTopic } from './topics.ts'

/** What an input refers to by id or handle. */
export interface NamedReferences {
  readonly brandId?: string | null
  readonly brandHandle?: string | null
  readonly categoryIds?: readonly string[]
  readonly categoryHandles?: readonly string[]
}

export interface NewProduct
  extends Omit<ProductDraft, 'handle' | 'brandId' | 'categoryIds'>, NamedReferences {
  /** Made of the title if absent. */
  readonly handle?: string
}

/** Creates a product and returns it. @throws Refusal */
export function insertProduct(database: Database, input: NewProduct, makings: Makings): Promise<Product> {
  return change(database, async (tx) => {
    const { brandId, brandHandle, categoryIds, categoryHandles, ...draft } = input
    const product = createProduct(
      {
        ...draft,
        handle: input.handle ?? (await chooseHandle(tx, 'product', input.title)),
        brandId: (await findBrandId(tx, { brandId, brandHandle })) ?? null,
        categoryIds: (await findCategoryIds(tx, { categoryIds, categoryHandles })) ?? [],
      },
      makings,
    )
    await saveProduct(tx, null, product, makings.now)
    return product
  })
}

/** Looks up what a patch refers to. @throws Refusal if it is not there. */
export async function withReferences(
  tx: Transaction,
  {
    brandId,
    brandHandle,
    categoryIds,
    categoryHandles,
    ...patch
  }: Omit<ProductPatch, 'brandId'> & NamedReferences,
): Promise<ProductPatch> {
  const brand = await findBrandId(tx, { brandId, brandHandle })
  const categories = await findCategoryIds(tx, { categoryIds, categoryHandles })
  return {
    ...patch,
    ...(brand !== undefined && { brandId: brand }),
    ...(categories && { categoryIds: categories }),
  }
}

/** Which product to change, and the version its editor has seen, if they said. */
export interface Target {
  readonly by: { readonly id: string } | { readonly variantId: string }
  readonly expectedVersion?: number | null
  /** The input field that names it. */
  readonly field: string
}

/**
 * Changes a product by a rule of the domain, alone: changes to one product come one after the other.
 * @returns the product as it now is.
 * @throws Refusal if there is no such product, if it has another version than expected, or if the rule refuses.
 */
export function changeProduct(
  database: Database,
  { by, expectedVersion, field }: Target,
  now: Date,
  edit: (product: Product, tx: Transaction) => Product | Promise<Product>,
  skuPath?: SkuPath,
): Promise<Product> {
  const [id] = Object.values(by) as [string]
  const unknown = 'id' in by ? productNotFound(field) : variantNotFound(field)
  return change(database, async (tx) => {
    const before = isId(id) ? await lockProduct(tx, 'id' in by ? { ids: [id] } : { variantId: id }) : null
    if (!before) return refuse(unknown)
    if (expectedVersion != null && expectedVersion !== before.version) refuseVersion(before.version)
    const after = await edit(before, tx)
    await saveProduct(tx, before, after, now, skuPath)
    return after
  })
}

const refuseVersion = (currentVersion: number): never =>
  refuse({
    __typename: 'ProductVersionConflictError',
    message: 'Somebody changed the product in the meantime; look at it again, then repeat your change.',
    path: ['expectedVersion'],
    currentVersion,
  })

/** Deletes a product and its variants, and tells the other subgraphs. @throws Refusal if there is none. */
export function deleteProduct(database: Database, id: string): Promise<void> {
  return change(database, async (tx) => {
    const { count } = isId(id) ? await tx.product.deleteMany({ where: { id } }) : { count: 0 }
    if (count === 0) refuse(productNotFound('id'))
    await publish(tx, catalog.productDeleted, {
      subject: id.toLowerCase(),
      data: { productId: id.toLowerCase() },
    })
    await announce(tx, productTopic(id.toLowerCase()))
  })
}

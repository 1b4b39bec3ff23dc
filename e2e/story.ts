import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { GraphQLClient } from 'graphql-request'
import { anAddress, clientOf, mustSucceed } from './client.ts'
import {
  OrderDocument,
  PlaceOrderDocument,
  ProductImportDocument,
  ShelfDocument,
  ShipOrderDocument,
  SignInDocument,
  SignUpDocument,
  StartProductImportDocument,
  type OrderQuery,
  type ProductImportQuery,
  type ShelfQuery,
} from './generated/operations.ts'

export interface StoryOptions {
  readonly graphqlUrl: string
  /** Somebody with the role STAFF. */
  readonly staff: { readonly email: string; readonly password: string }
  /** A merchant's product file, in Shopify's format. */
  readonly csv: { readonly name: string; readonly content: string }
  /** A tag that the file's products have, to browse by. */
  readonly tag: string
  /** Told of each step as it is done. */
  readonly tell: (line: string) => void
}

export interface StoryOutcome {
  readonly imported: NonNullable<ProductImportQuery['productImport']>
  readonly shelf: ShelfQuery['products']['nodes']
  readonly order: NonNullable<OrderQuery['order']>
  readonly shipped: NonNullable<OrderQuery['order']>
}

/** The main job of the shop, from a merchant's product file to a paid order, through the one endpoint. */
export async function tellStory(options: StoryOptions): Promise<StoryOutcome> {
  const { graphqlUrl, staff, csv, tag, tell } = options
  const merchant = await signIn(graphqlUrl, staff)
  tell(`${staff.email} signs in and hands over ${csv.name}.`)
  const imported = await importProducts(merchant, csv)
  tell(
    `The import took ${imported.created} rows as new, ${imported.updated} as changes, ${imported.unchanged} as known; ${imported.rejected} rejected.`,
  )
  for (const { line, handle, reason } of imported.rows.nodes) tell(`  line ${line}, ${handle}: ${reason}`)

  const shelf = await browse(graphqlUrl, tag)
  for (const product of shelf) tell(`  ${product.title}: ${product.variants.map(label).join(', ')}`)

  const customer = await signUp(graphqlUrl)
  tell('Ada signs up.')
  const product = shelf.find(({ variants }) => variants[0]?.availability.inStock)
  if (!product) throw new Error('Nothing of what was imported is in stock.')
  const placed = await placeOrder(customer, product.variants[0]!)
  tell(
    `Ada orders ${product.title} for ${placed.total.amount} ${placed.total.currencyCode}: ${placed.number} is PLACED.`,
  )
  const order = await waitFor(
    customer,
    placed.id,
    ({ status }) => status === 'CONFIRMED' || status === 'REJECTED',
  )
  tell(
    `${order.number}: ${order.history.map(({ to }) => to).join(' → ')}; the payment is ${order.payment?.state}.`,
  )

  const { shipOrder } = await merchant.request(ShipOrderDocument, {
    input: {
      orderId: order.id,
      carrier: 'An Post',
      trackingNumber: 'CE123456785IE',
      idempotencyKey: randomUUID(),
    },
  })
  mustSucceed(shipOrder.errors)
  const shipped = await waitFor(customer, order.id, ({ payment }) => payment?.state === 'CAPTURED')
  tell(`The parcel leaves: ${shipped.status}, the payment is ${shipped.payment?.state}.`)
  return { imported, shelf, order, shipped }
}

async function signIn(graphqlUrl: string, input: StoryOptions['staff']): Promise<GraphQLClient> {
  const { signIn: outcome } = await clientOf(graphqlUrl).request(SignInDocument, { input: { ...input } })
  mustSucceed(outcome.errors)
  return clientOf(graphqlUrl, outcome.session!.accessToken)
}

async function signUp(graphqlUrl: string): Promise<GraphQLClient> {
  const input = { email: `ada-${randomUUID()}@example.com`, name: 'Ada Quayle', password: randomUUID() }
  const { signUp: outcome } = await clientOf(graphqlUrl).request(SignUpDocument, { input })
  mustSucceed(outcome.errors)
  return clientOf(graphqlUrl, outcome.session!.accessToken)
}

async function importProducts(
  merchant: GraphQLClient,
  csv: StoryOptions['csv'],
): Promise<StoryOutcome['imported']> {
  const { startProductImport } = await merchant.request(StartProductImportDocument, {
    input: { fileName: csv.name, content: csv.content, currencyCode: 'EUR' },
  })
  mustSucceed(startProductImport.errors)
  const id = startProductImport.import!.id
  return until(async () => {
    const { productImport } = await merchant.request(ProductImportDocument, { id })
    if (productImport?.state === 'FAILED') throw new Error(productImport.failure ?? 'The import failed.')
    return productImport?.state === 'COMPLETED' ? productImport : null
  })
}

/** Until inventory has heard of the imported quantities, a moment after the catalog has the products. */
async function browse(graphqlUrl: string, tag: string): Promise<StoryOutcome['shelf']> {
  return until(async () => {
    const { products } = await clientOf(graphqlUrl).request(ShelfDocument, { tags: [tag] })
    return products.nodes.some(({ variants }) => variants[0]?.availability.inStock) ? products.nodes : null
  })
}

type Variant = StoryOutcome['shelf'][number]['variants'][number]

const label = ({ title, price, availability }: Variant): string =>
  `${title} ${price?.amount} ${price?.currencyCode} (${availability.available} in stock)`

async function placeOrder(customer: GraphQLClient, variant: Variant) {
  const input = {
    lines: [{ variantId: variant.id, quantity: 1, expectedUnitPrice: variant.price!.amount }],
    shippingAddress: anAddress,
    currencyCode: 'EUR',
    paymentToken: 'sandbox-approve',
    idempotencyKey: randomUUID(),
  }
  return until(async () => {
    const { placeOrder: outcome } = await customer.request(PlaceOrderDocument, { input })
    // Ordering hears of new products by events, too.
    if (outcome.errors.some((error) => error.__typename === 'ProductUnavailableError')) return null
    mustSucceed(outcome.errors)
    return outcome.order!
  })
}

const waitFor = (
  customer: GraphQLClient,
  id: string,
  reached: (order: StoryOutcome['order']) => boolean,
): Promise<StoryOutcome['order']> =>
  until(async () => {
    const { order } = await customer.request(OrderDocument, { id })
    return order && reached(order) ? order : null
  })

async function until<Result>(attempt: () => Promise<Result | null>): Promise<Result> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const result = await attempt()
    if (result !== null) return result
    if (Date.now() > deadline)
      throw new Error('Half a minute has passed without an answer; is every part running?')
    await delay(50)
  }
}

import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { signIn } from './accounts.ts'
import { mustSucceed } from './client.ts'
import {
  AvailabilityUpdatedDocument,
  LocationsDocument,
  ProductUpdatedDocument,
  SetStockDocument,
  UpdateProductDocument,
} from './generated/operations.ts'
import { inTurn, watch, watchAnOrder } from './live.ts'
import { putOnSale } from './shop-floor.ts'

test('a product’s page shows title, price and availability as they change, from whichever service they come', async () => {
  const { graphqlUrl, admin } = inject('system')
  const staff = (await signIn(graphqlUrl, admin)).client
  const { productId, variantId } = await putOnSale(staff, 5)
  const product = watch(graphqlUrl, ProductUpdatedDocument, { productId })
  const stock = watch(graphqlUrl, AvailabilityUpdatedDocument, { variantIds: [variantId] })
  await product.until(({ productUpdated }) => productUpdated?.variants[0]?.availability.available === 5)
  await stock.until(({ availabilityUpdated }) => availabilityUpdated[0]?.availability.available === 5)

  const title = `Lamp ${randomUUID()}`
  mustSucceed(
    (await staff.request(UpdateProductDocument, { input: { id: productId, title } })).updateProduct.errors,
  )
  const shown = await product.until(({ productUpdated }) => productUpdated?.title === title)
  expect(shown.productUpdated?.variants).toMatchObject([
    { id: variantId, price: { amount: '10.00' }, availability: { available: 5 } },
  ])

  const { locations } = await staff.request(LocationsDocument)
  const locationId = locations.nodes.find(({ isDefault }) => isDefault)!.id
  const input = { variantId, locationId, onHand: 2, idempotencyKey: randomUUID() }
  mustSucceed((await staff.request(SetStockDocument, { input })).setStock.errors)
  await stock.until(({ availabilityUpdated }) => availabilityUpdated[0]?.availability.available === 2)
  await Promise.all([product.stop(), stock.stop()])
})

test('a customer watches their order until it is shipped', async () => {
  const statuses = await watchAnOrder(inject('system'))
  expect(statuses).toEqual(inTurn(statuses))
})

import { catalog } from '@tradewind/events/contracts'
import { newId } from '@tradewind/service'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findOffers } from '../data/offers.ts'
import { aVariant, openShop, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const offers = (...ids: string[]) => shop.prisma.$transaction((tx) => findOffers(tx, ids))
const remove = (productId: string, sequence: number) =>
  shop.tell(catalog.productDeleted, productId, { productId }, { sequence })

describe('the copy of catalog', () => {
  test('has what an order needs of each variant', async () => {
    const prices = [
      { currencyCode: 'EUR', amount: '1290' },
      { currencyCode: 'JPY', amount: '2000' },
    ]
    const variant = aVariant({ prices })
    const plain = aVariant({ title: '', sku: null, prices: [] })
    await shop.stock({ title: 'Linen shirt', imageUrl: null, variants: [variant, plain] })
    const found = await offers(variant.variantId, plain.variantId, newId())
    expect(found.size).toBe(2)
    expect(found.get(variant.variantId)).toMatchObject({
      name: 'Linen shirt',
      variantTitle: 'Large / Blue',
      sku: 'SHIRT-L-BLUE',
      published: true,
      prices: new Map([
        ['EUR', 1_290n],
        ['JPY', 2_000n],
      ]),
    })
    expect(found.get(plain.variantId)).toMatchObject({ variantTitle: null, sku: null, prices: new Map() })
  })

  test('forgets the variants that a product no longer has', async () => {
    const { productId, variantIds } = await shop.stock({ variants: [aVariant(), aVariant()] }, 1)
    const left = aVariant({ variantId: variantIds[1]!, title: 'Small' })
    await shop.stock({ productId, variants: [left] }, 2)
    const found = await offers(...variantIds)
    expect([...found.keys()]).toEqual([left.variantId])
    expect(found.get(left.variantId)).toMatchObject({ variantTitle: 'Small' })
  })

  test('ignores what is older than what it has', async () => {
    const { productId, variantIds } = await shop.stock({ title: 'New name' }, 5)
    await shop.stock({ productId, title: 'Old name', variants: [aVariant({ variantId: variantIds[0]! })] }, 4)
    expect((await offers(variantIds[0]!)).get(variantIds[0]!)).toMatchObject({ name: 'New name' })
  })

  test('does not bring back a deleted product when an older event comes late', async () => {
    const { productId, variantIds } = await shop.stock({}, 1)
    await remove(productId, 3)
    await shop.stock({ productId, variants: [aVariant({ variantId: variantIds[0]! })] }, 2)
    expect((await offers(...variantIds)).size).toBe(0)
  })

  test('knows of a deletion that comes before the product itself', async () => {
    const productId = newId()
    await remove(productId, 2)
    const { variantIds } = await shop.stock({ productId }, 1)
    expect((await offers(...variantIds)).size).toBe(0)
  })

  test('is that of the latest event, whatever order they come in, twice and at the same time', async () => {
    const steps = fc.array(fc.constantFrom('priced', 'deleted'), { minLength: 1, maxLength: 5 })
    const property = fc.asyncProperty(steps, fc.infiniteStream(fc.nat()), async (history, random) => {
      const productId = newId()
      const variantId = newId()
      const deliveries = [...history.entries(), ...history.entries()]
        .map((delivery) => ({ delivery, rank: random.next().value as number }))
        .toSorted((one, other) => one.rank - other.rank)
      await Promise.all(
        deliveries.map(({ delivery: [index, step] }) => {
          const sequence = index + 1
          if (step === 'deleted') return remove(productId, sequence)
          const variant = aVariant({ variantId, prices: [{ currencyCode: 'EUR', amount: String(sequence) }] })
          return shop.stock({ productId, variants: [variant] }, sequence)
        }),
      )
      const offer = (await offers(variantId)).get(variantId)
      const latest = history.at(-1) === 'deleted' ? undefined : BigInt(history.length)
      expect(offer?.prices.get('EUR')).toBe(latest)
    })
    await fc.assert(property, { numRuns: 10 })
  })
})

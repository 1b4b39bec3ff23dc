import { createEvent, type DataOf, type IntegrationEvent } from '@tradewind/events'
import { catalog } from '@tradewind/events/contracts'
import { newId } from '@tradewind/service'

export type Product = DataOf<typeof catalog.productChanged>

/** Catalog as the others see it: the source of their copies. One product of two variants. */
export class Catalog {
  readonly variants: readonly [string, string] = [newId(), newId()]
  #prices: readonly number[] = [1000, 2000]
  readonly #productId = newId()
  /** The sequence of the newest event of each subject. */
  readonly sequences = new Map<string, number>()

  get product(): Product {
    return {
      productId: this.#productId,
      handle: 'mug',
      title: 'Mug',
      published: true,
      imageUrl: null,
      variants: this.variants.map((variantId, index) => ({
        variantId,
        sku: null,
        title: ['Blue', 'Red'][index]!,
        prices: [{ currencyCode: 'EUR', amount: String(this.#prices[index]) }],
      })),
    }
  }

  /** Sets both prices, in cents. */
  reprice(prices: readonly number[]): IntegrationEvent {
    this.#prices = prices
    const sequence = this.#next(this.#productId)
    return createEvent(catalog.productChanged, { subject: this.#productId, data: this.product, sequence })
  }

  /** A merchant's file states how many pieces there are. */
  state(variantId: string, quantity: number): IntegrationEvent {
    const data = { variantId, sku: null, quantity, importId: newId() }
    return createEvent(catalog.stockStated, { subject: variantId, data, sequence: this.#next(variantId) })
  }

  #next(subject: string): number {
    const sequence = (this.sequences.get(subject) ?? 0) + 1
    this.sequences.set(subject, sequence)
    return sequence
  }
}

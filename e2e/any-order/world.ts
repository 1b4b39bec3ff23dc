import { newId } from '@tradewind/service'
import { Catalog } from './catalog.ts'
import { Post } from './post.ts'
import type { Shop } from './shop.ts'
import type { Story } from './steps.ts'
import { Trace } from './trace.ts'

/** One story in the shop, from empty databases on. */
export class World {
  readonly shop: Shop
  readonly catalog = new Catalog()
  readonly trace: Trace
  readonly post: Post
  readonly orders: string[] = []
  /** Pieces that staff added to stock, less those they took away, by variant. */
  readonly putIn = new Map<string, number>()
  readonly customers: readonly string[] = [newId(), newId(), newId()]

  private constructor(shop: Shop, { provoked }: Story) {
    const { clock, ordering, inventory, payments } = shop
    this.shop = shop
    this.trace = new Trace(clock)
    this.post = new Post([ordering, inventory, payments], clock, this.trace, {
      // The others are to be served meanwhile.
      concern: (subject) => this.orders.indexOf(subject) % 2 === 0,
      heldBack: new Set(provoked.map(({ at, late }) => `${at} ${late}`)),
      hasty: new Set(provoked.map(({ at, early }) => `${at} ${early}`)),
    })
  }

  static async begin(shop: Shop, story: Story): Promise<World> {
    shop.clock.reset()
    await Promise.all([shop.ordering, shop.inventory, shop.payments].map((part) => part.wipe()))
    const world = new World(shop, story)
    const filling = world.catalog.variants.map((variantId, index) => {
      world.trace.name(variantId, `variant ${index}`)
      return world.adjust(variantId, story.stock[index]!)
    })
    await Promise.all(filling)
    world.trace.name(world.catalog.product.productId, 'the product')
    world.post.send({ event: world.catalog.reprice([1000, 2000]) })
    for (const message of world.post.ready) await world.post.deliver(message)
    return world
  }

  /** Lets every message arrive, every time-out fire, and the provider send all it has to say. */
  async settle({ quiet, timeOutsEvery, beyondTimeOuts, atOnce }: Story): Promise<void> {
    const { post } = this
    for (let turn = 0; turn < 2000; turn++) {
      const { hasty, ready, delayed, heldBack } = post
      const choice = quiet[turn % quiet.length]!
      const isTimeOuts = timeOutsEvery > 0 && turn % timeOutsEvery === timeOutsEvery - 1
      const queues = [
        hasty,
        ...(isTimeOuts ? [delayed] : []),
        ready,
        ...(beyondTimeOuts ? [delayed, heldBack] : [heldBack, delayed]),
      ]
      const queue = queues.find(({ length }) => length > 0)
      if (queue) {
        const place = choice % queue.length
        await post.deliverAtOnce([...queue.slice(place), ...queue.slice(0, place)].slice(0, atOnce))
      }
      if ((!queue || choice % 8 === 7) && !(await this.hearProvider(!queue)) && !queue) return
    }
    throw new Error('The messages have no end.')
  }

  /** Has the provider send its notifications that are due; false when it has none and will have none. */
  async hearProvider(waiting: boolean): Promise<boolean> {
    const { clock, payments } = this.shop
    const next = await payments.sendNotifications()
    if (next && waiting) clock.advanceTo(next)
    await this.post.collect(payments)
    return next !== null || this.post.ready.length > 0 || this.post.heldBack.length > 0
  }

  /** Has staff add pieces to stock, or take some away. */
  async adjust(variantId: string, pieces: number): Promise<void> {
    const outcome = await this.shop.inventory.adjust(variantId, pieces)
    this.trace.did(`adjust variant ${this.catalog.variants.indexOf(variantId)} by ${pieces}`, outcome)
    if (outcome === 'done') this.putIn.set(variantId, (this.putIn.get(variantId) ?? 0) + pieces)
  }
}

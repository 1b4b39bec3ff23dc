import { newId } from '@tradewind/service'
import { Catalog } from './catalog.ts'
import { openInventory, type Inventory } from './inventory.ts'
import { openOrdering, type Ordering } from './ordering.ts'
import { Clock } from './part.ts'
import { openPayments, type Payments } from './payments.ts'
import { Post } from './post.ts'
import type { Step, Story } from './story.ts'
import { Trace } from './trace.ts'

/** The three subgraphs that an order takes, with one clock for all. */
export interface Shop {
  readonly clock: Clock
  readonly ordering: Ordering
  readonly inventory: Inventory
  readonly payments: Payments
  close(): Promise<void>
}

export async function openShop(): Promise<Shop> {
  const clock = new Clock()
  const [ordering, inventory, payments] = await Promise.all([
    openOrdering(clock),
    openInventory(clock),
    openPayments(clock),
  ])
  const parts = [ordering, inventory, payments]
  const close = async (): Promise<void> => void (await Promise.all(parts.map((part) => part.close())))
  return { clock, ordering, inventory, payments, close }
}

/** One story in the shop, from empty databases on. */
export class World {
  readonly shop: Shop
  readonly catalog = new Catalog()
  readonly trace: Trace
  readonly post: Post
  readonly orders: string[] = []
  /** Pieces that staff added to stock, less those they took away, by variant. */
  readonly putIn = new Map<string, number>()
  readonly #customers = [newId(), newId(), newId()]

  private constructor(shop: Shop) {
    const { clock, ordering, inventory, payments } = shop
    this.shop = shop
    this.trace = new Trace(clock)
    this.post = new Post([ordering, inventory, payments], clock, this.trace)
  }

  static async begin(shop: Shop, stock: Story['stock']): Promise<World> {
    shop.clock.reset()
    await Promise.all([shop.ordering, shop.inventory, shop.payments].map((part) => part.wipe()))
    const world = new World(shop)
    for (const [index, variantId] of world.catalog.variants.entries()) {
      world.trace.name(variantId, `variant ${index}`)
      await world.#adjust(variantId, stock[index]!)
    }
    world.trace.name(world.catalog.product.productId, 'the product')
    world.post.send({ event: world.catalog.reprice([1000, 2000]) })
    for (const message of world.post.ready) await world.post.deliver(message)
    return world
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.#take(step)
  }

  /** Lets every message arrive, every time-out fire, and the provider send all it has to say. */
  async settle(choices: readonly number[]): Promise<void> {
    const { clock, payments } = this.shop
    for (let turn = 0; turn < 2000; turn++) {
      const choice = choices[turn % choices.length]!
      const { ready, delayed } = this.post
      const isDelayedsTurn = ready.length === 0 || choice % 10 === 9
      if (isDelayedsTurn && delayed.length > 0) {
        await this.post.deliverDelayed(delayed[choice % delayed.length]!)
      } else if (ready.length > 0) {
        await this.post.deliver(ready[choice % ready.length]!)
      } else {
        const next = await payments.sendNotifications()
        await this.post.collect()
        if (next) clock.advanceTo(next)
        else if (this.post.ready.length === 0) return
      }
    }
    throw new Error('The messages have no end.')
  }

  async #take(step: Step): Promise<void> {
    const { shop, post, trace } = this
    switch (step.do) {
      case 'deliver': {
        const { ready } = post
        if (ready.length > 0) await post.deliver(ready[step.pick % ready.length]!, step.fate)
        return
      }
      case 'deliver again':
        if (post.arrived.length > 0) await post.deliver(post.arrived[step.pick % post.arrived.length]!)
        return
      case 'time out': {
        const { delayed } = post
        const message = delayed[step.pick % (delayed.length || 1)]
        if (message) await post.deliverDelayed(message, step.early ? 1000 : 0)
        return
      }
      case 'notify':
        await shop.payments.sendNotifications()
        break
      case 'place': {
        const lines = step.lines.map((line) => ({ ...line, variantId: this.catalog.variants[line.variant]! }))
        const id = await shop.ordering.place(this.#customers[step.customer]!, lines, step.token)
        trace.name(id, `order ${this.orders.push(id) - 1}`)
        const wanted = step.lines
          .map(({ variant, quantity }) => `${quantity} × variant ${variant}`)
          .join(', ')
        trace.did(
          `customer ${step.customer} orders ${wanted} with ${step.token}`,
          `order ${this.orders.length - 1}`,
        )
        break
      }
      case 'adjust':
        await this.#adjust(this.catalog.variants[step.variant]!, step.pieces)
        break
      case 'state':
        post.send({ event: this.catalog.state(this.catalog.variants[step.variant]!, step.pieces) })
        break
      case 'reprice':
        post.send({ event: this.catalog.reprice(step.prices) })
        break
      default:
        await this.#command(step)
    }
    await post.collect()
  }

  async #command(step: Extract<Step, { order: number }>): Promise<void> {
    if (this.orders.length === 0) return
    const index = step.order % this.orders.length
    const id = this.orders[index]!
    const { ordering, payments } = this.shop
    const commands: Record<typeof step.do, () => Promise<string>> = {
      'cancel as customer': () => ordering.cancelByCustomer(id),
      'cancel as staff': () => ordering.cancelByStaff(id),
      ship: () => ordering.ship(id),
      arrive: () => ordering.arrive(id),
      refund: () => payments.refund(id, null),
      'refund a part': () => payments.refund(id, 'amount' in step ? BigInt(step.amount) : null),
      'retry capture': () => payments.retryCapture(id),
      void: () => payments.voidPayment(id),
    }
    this.trace.did(`${step.do} order ${index}`, await commands[step.do]())
  }

  async #adjust(variantId: string, pieces: number): Promise<void> {
    const outcome = await this.shop.inventory.adjust(variantId, pieces)
    this.trace.did(`adjust variant ${this.catalog.variants.indexOf(variantId)} by ${pieces}`, outcome)
    if (outcome === 'done') this.putIn.set(variantId, (this.putIn.get(variantId) ?? 0) + pieces)
  }
}

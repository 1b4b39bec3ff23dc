import { newId } from '@tradewind/service'
import { Catalog } from './catalog.ts'
import { Post, type Message } from './post.ts'
import type { Shop } from './shop.ts'
import type { Step, Story } from './steps.ts'
import { nameOf, Trace } from './trace.ts'

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

  private constructor(shop: Shop, { provoked, beyondTimeOuts }: Story) {
    const { clock, ordering, inventory, payments } = shop
    this.shop = shop
    this.trace = new Trace(clock)
    this.post = new Post([ordering, inventory, payments], clock, this.trace, {
      // The others are to be served meanwhile.
      concern: (subject) => this.orders.indexOf(subject) % 2 === 0,
      beyondTimeOuts,
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
      return world.#adjust(variantId, story.stock[index]!)
    })
    await Promise.all(filling)
    world.trace.name(world.catalog.product.productId, 'the product')
    world.post.send({ event: world.catalog.reprice([1000, 2000]) })
    for (const message of world.post.ready) await world.post.deliver(message)
    return world
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.#take(step)
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
      if ((!queue || choice % 8 === 7) && !(await this.#hearProvider(!queue)) && !queue) return
    }
    throw new Error('The messages have no end.')
  }

  /** Has the provider send its notifications that are due; false when it has none and will have none. */
  async #hearProvider(waiting: boolean): Promise<boolean> {
    const { clock, payments } = this.shop
    const next = await payments.sendNotifications()
    if (next && waiting) clock.advanceTo(next)
    await this.post.collect(payments)
    return next !== null || this.post.ready.length > 0 || this.post.heldBack.length > 0
  }

  async #take(step: Step): Promise<void> {
    const { shop, post, trace } = this
    switch (step.do) {
      case 'deliver': {
        const { ready } = post
        if (ready.length > 0) await post.deliver(ready[step.pick % ready.length]!, step.fate)
        return
      }
      case 'deliver the': {
        const isIt = ({ event, to }: Message): boolean => to.name === step.at && nameOf(event) === step.what
        const message = post.pending.find(isIt)
        if (!message) throw new Error(`No ${step.what} is on its way to ${step.at}.`)
        return post.deliver(message)
      }
      case 'deliver again':
        if (post.arrived.length > 0) await post.deliver(post.arrived[step.pick % post.arrived.length]!)
        return
      case 'time out': {
        const { delayed } = post
        const message = delayed[step.pick % (delayed.length || 1)]
        if (message) await post.deliver(message, 'once', step.early ? 1000 : 0)
        return
      }
      case 'notify':
        await this.#hearProvider(true)
        await this.#hearProvider(false)
        return
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
      case 'lose': {
        const variantId = this.catalog.variants[step.variant]!
        await this.#adjust(variantId, -(await shop.inventory.free(variantId)))
        break
      }
      case 'state':
        post.send({ event: this.catalog.state(this.catalog.variants[step.variant]!, step.pieces) })
        break
      case 'reprice':
        post.send({ event: this.catalog.reprice(step.prices) })
        break
      case 'cancel as customer':
      case 'cancel as staff':
      case 'ship':
      case 'arrive':
      case 'refund':
      case 'refund a part':
      case 'retry capture':
      case 'void':
        await this.#command(step)
        break
      default:
        step satisfies never
    }
    await post.collect(shop.ordering, shop.inventory, shop.payments)
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

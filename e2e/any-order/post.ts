import type { Delivery, IntegrationEvent } from '@tradewind/events'
import type { Clock, Fate, Part } from './part.ts'
import { nameOf, publisherOf, type Trace } from './trace.ts'

/** An event on its way to one subscriber. */
export interface Message {
  readonly event: IntegrationEvent
  readonly to: Part
  /** Not before, as far as the publisher goes. */
  readonly deliverAt: Date | undefined
  /** How many messages had arrived when its handler last threw: it is worth another try when there are more. */
  thrownAt: number
}

/** What goes wrong in a story more often than by chance, as `<subgraph> <event>` for what arrives there. */
export interface Troubles {
  /** Which orders it concerns. */
  readonly concern: (subject: string) => boolean
  /** Arrives when nothing else is on its way any more. */
  readonly heldBack: ReadonlySet<string>
  /** Time-outs that fire before anything else arrives. */
  readonly hasty: ReadonlySet<string>
}

/**
 * What stands in the place of the queues. It knows every message of a story, those on their way and those that have
 * arrived, and delivers whichever it is told to.
 */
export class Post {
  readonly arrived: Message[] = []
  readonly #pending = new Set<Message>()
  readonly #parts: readonly Part[]
  readonly #clock: Clock
  readonly #trace: Trace
  readonly #troubles: Troubles

  constructor(parts: readonly Part[], clock: Clock, trace: Trace, troubles: Troubles) {
    this.#parts = parts
    this.#clock = clock
    this.#trace = trace
    this.#troubles = troubles
  }

  /** What can be delivered now, the oldest first. */
  get ready(): Message[] {
    return this.#deliverable.filter((message) => !this.#isTroubled(message, 'heldBack'))
  }

  get heldBack(): Message[] {
    return this.#deliverable.filter((message) => this.#isTroubled(message, 'heldBack'))
  }

  /** What is to be delivered later, the earliest first. */
  get delayed(): Message[] {
    return [...this.#pending]
      .filter((message) => !this.#isDue(message))
      .toSorted((one, other) => one.deliverAt!.getTime() - other.deliverAt!.getTime())
  }

  /** The delayed ones that cannot wait. */
  get hasty(): Message[] {
    return this.delayed.filter((message) => this.#isTroubled(message, 'hasty'))
  }

  get pending(): Message[] {
    return [...this.#pending]
  }

  /** Takes what subgraphs have published since the last time. */
  async collect(...from: readonly Part[]): Promise<void> {
    const published = await Promise.all(from.map((part) => part.published()))
    for (const delivery of published.flat()) this.send(delivery)
  }

  send(delivery: Delivery): void {
    const { event, deliverAt } = delivery
    const subscribers = this.#parts.filter(({ types }) => types.has(event.type))
    this.#trace.published(
      delivery,
      subscribers.some(({ name }) => name === publisherOf(event)),
    )
    for (const to of subscribers) this.#pending.add({ event, to, deliverAt, thrownAt: -1 })
  }

  /**
   * Delivers a message. Until a delayed one is due (or `early` milliseconds before, as by a clock that is ahead), time
   * passes. It stays on its way when its handler throws or crashes.
   */
  async deliver(message: Message, fate: Fate = 'once', early = 0): Promise<void> {
    await this.#hand(message, fate, early)
    await this.collect(message.to)
  }

  async deliverAtOnce(messages: readonly Message[]): Promise<void> {
    await Promise.all(messages.map((message) => this.#hand(message, 'once', 0)))
    await this.collect(...new Set(messages.map(({ to }) => to)))
  }

  async #hand(message: Message, fate: Fate, early: number): Promise<void> {
    const { event, to, deliverAt } = message
    if (deliverAt) this.#clock.advanceTo(new Date(deliverAt.getTime() - early))
    try {
      const outcome = await to.handle(event, fate)
      this.#trace.delivered(to.name, event, fate, outcome)
      if (outcome !== 'crashed' && this.#pending.delete(message)) this.arrived.push(message)
    } catch (error) {
      if ((error as Error).name !== 'PrematureMessageError') throw error
      this.#trace.delivered(to.name, event, fate, (error as Error).message)
      message.thrownAt = this.arrived.length
    }
  }

  get #deliverable(): Message[] {
    return [...this.#pending].filter(
      (message) => this.#isDue(message) && message.thrownAt < this.arrived.length,
    )
  }

  #isTroubled({ to, event }: Message, how: 'heldBack' | 'hasty'): boolean {
    const { concern, [how]: arrivals } = this.#troubles
    return concern(event.subject) && arrivals.has(`${to.name} ${nameOf(event)}`)
  }

  #isDue({ deliverAt }: Message): boolean {
    return !deliverAt || deliverAt <= this.#clock.now()
  }
}

import type { Delivery, IntegrationEvent } from '@tradewind/events'
import type { Clock, Fate, Part } from './part.ts'
import type { Trace } from './trace.ts'

/** An event on its way to one subscriber. */
export interface Message {
  readonly event: IntegrationEvent
  readonly to: Part
  /** Not before, as far as the publisher goes. */
  readonly deliverAt: Date | undefined
  /** How many messages had arrived when its handler last threw: it is worth another try when there are more. */
  thrownAt: number
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

  constructor(parts: readonly Part[], clock: Clock, trace: Trace) {
    this.#parts = parts
    this.#clock = clock
    this.#trace = trace
  }

  /** What can be delivered now, the oldest first. */
  get ready(): Message[] {
    return [...this.#pending].filter(
      (message) => this.#isDue(message) && message.thrownAt < this.arrived.length,
    )
  }

  /** What is to be delivered later, the earliest first. */
  get delayed(): Message[] {
    return [...this.#pending]
      .filter((message) => !this.#isDue(message))
      .toSorted((one, other) => one.deliverAt!.getTime() - other.deliverAt!.getTime())
  }

  get pending(): Message[] {
    return [...this.#pending]
  }

  /** Takes what the subgraphs have published since the last time. */
  async collect(): Promise<void> {
    for (const part of this.#parts) for (const delivery of await part.published()) this.send(delivery)
  }

  send({ event, deliverAt }: Delivery): void {
    this.#trace.published(event, deliverAt)
    for (const to of this.#parts) {
      if (to.types.has(event.type)) this.#pending.add({ event, to, deliverAt, thrownAt: -1 })
    }
  }

  /** Delivers a message, before its time too. It stays on its way when its handler throws or crashes. */
  async deliver(message: Message, fate: Fate = 'once'): Promise<void> {
    const { event, to } = message
    try {
      const outcome = await to.handle(event, fate)
      this.#trace.delivered(to.name, event, fate, outcome)
      if (outcome !== 'crashed' && this.#pending.delete(message)) this.arrived.push(message)
    } catch (error) {
      if ((error as Error).name !== 'PrematureMessageError') throw error
      this.#trace.delivered(to.name, event, fate, (error as Error).message)
      message.thrownAt = this.arrived.length
    }
    await this.collect()
  }

  /** Delivers a delayed message when it is due, or up to a second early, as by a clock that is ahead. */
  async deliverDelayed(message: Message, early = 0): Promise<void> {
    this.#clock.advanceTo(new Date(message.deliverAt!.getTime() - early))
    await this.deliver(message)
  }

  #isDue({ deliverAt }: Message): boolean {
    return !deliverAt || deliverAt <= this.#clock.now()
  }
}

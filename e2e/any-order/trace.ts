import type { Delivery, IntegrationEvent } from '@tradewind/events'
import type { Clock, Fate } from './part.ts'

/** That an event was published by a subgraph, or handled by one: it is a fact there from then on. */
export interface Fact {
  readonly at: string
  readonly subject: string
  readonly what: string
}

/** What happened in a story, for those who read it (`lines`) and for the statistics (`facts`). */
export class Trace {
  readonly lines: string[] = []
  readonly facts: Fact[] = []
  /** How often a handler threw, and its message was left for later. */
  thrown = 0
  readonly #names = new Map<string, string>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Gives an id a name that reads better. */
  name(id: string, name: string): void {
    this.#names.set(id, name)
  }

  did(what: string, outcome: string): void {
    this.#write(`${what}: ${outcome}`)
  }

  /** @param isForItself whether its publisher has yet to be told by it. */
  published({ event, deliverAt }: Delivery, isForItself: boolean): void {
    const at = publisherOf(event)
    if (!isForItself) this.facts.push({ at, subject: event.subject, what: nameOf(event) })
    this.#write(`    ${at} publishes ${this.#describe(event)}${deliverAt ? `, for ${time(deliverAt)}` : ''}`)
  }

  delivered(to: string, event: IntegrationEvent, fate: Fate, outcome: string): void {
    if (outcome === 'handled') this.facts.push({ at: to, subject: event.subject, what: nameOf(event) })
    if (!['handled', 'duplicate', 'crashed'].includes(outcome)) this.thrown++
    const how = fate === 'twice at once' ? ', twice at once' : ''
    this.#write(`${to} gets ${this.#describe(event)}${how}: ${outcome}`)
  }

  #describe(event: IntegrationEvent): string {
    return `${nameOf(event)} of ${this.#names.get(event.subject) ?? event.subject}`
  }

  #write(line: string): void {
    this.lines.push(`${time(this.#clock.now())} ${line}`)
  }
}

const time = (instant: Date): string => instant.toISOString().slice(11, 19)

export const publisherOf = ({ source }: IntegrationEvent): string => source.split('/').at(-1)!

/** Such as `order.placed`; the time-outs of steps with the step they are about. */
export function nameOf({ type, data }: IntegrationEvent): string {
  const [, aggregate, fact] = type.split('.')
  const step =
    fact === 'step-due' && 'status' in (data as object) ? ` ${(data as { status: string }).status}` : ''
  return `${aggregate}.${fact}${step}`
}

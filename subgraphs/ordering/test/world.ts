import { cancel } from '../domain/commands.ts'
import type { Order } from '../domain/order.ts'
import type { Moved, OrderEvent } from '../domain/outcome.ts'
import { place } from '../domain/placing.ts'
import { advance, type ProcessMessage } from '../domain/process.ts'
import { anOrder, clock, shortages, states } from './orders.ts'

/** Chance, told to the world from outside so that a property can replay and shrink it. */
export interface Chance {
  /** Which of `count` messages is next. */
  pick(count: number): number
  flip(): boolean
}

type Letter =
  | { readonly to: 'ordering'; readonly message: ProcessMessage }
  | { readonly to: 'inventory' | 'payments'; readonly event: OrderEvent }
  | { readonly to: 'customer' | 'clock of inventory' }

/**
 * One order among an inventory and a payments that behave as the contracts say, with a post between them that delivers
 * in any order, late, and many letters twice. Receivers other than ordering know what they have handled (their inbox).
 */
export class World {
  order: Order = anOrder(states.PLACED)
  stock: 'none' | 'held' | 'expired' | 'sold' | 'free' = 'none'
  payment: 'none' | 'authorised' | 'declined' | 'voided' = 'none'
  readonly published: OrderEvent['kind'][] = []

  private readonly post: Letter[] = []
  private readonly timers: Letter[] = []
  private readonly handled = new Set<Letter>()
  private readonly ended = { stock: false, payment: false }
  private readonly chance: Chance

  constructor(chance: Chance, { customerCancels }: { readonly customerCancels: boolean }) {
    this.chance = chance
    this.move(place(this.order.lines, states.PLACED.paymentToken, clock))
    if (customerCancels) this.post.push({ to: 'customer' })
  }

  /** Delivers until nothing is under way any more. Now and then the post is so slow that a timer is first. */
  run(): void {
    while (this.post.length + this.timers.length > 0) {
      const isSlow = this.timers.length > 0 && this.chance.pick(8) === 7
      const next = this.post.length === 0 || isSlow ? this.timers : this.post
      const [letter] = next.splice(this.chance.pick(next.length), 1)
      this.deliver(letter!)
      if (this.chance.flip()) this.deliver(letter!)
    }
  }

  private deliver(letter: Letter): void {
    if (letter.to === 'ordering') return this.tellOrdering(letter)
    if (this.handled.has(letter)) return
    this.handled.add(letter)
    switch (letter.to) {
      case 'inventory':
        return this.tellInventory(letter.event)
      case 'payments':
        return this.tellPayments(letter.event)
      case 'clock of inventory':
        if (this.stock !== 'held') return
        this.stock = 'expired'
        return this.answer({ kind: 'StockReservationExpired' })
      case 'customer': {
        const outcome = cancel(this.order, { reason: 'CUSTOMER_REQUEST', note: null })
        if (outcome.kind === 'moved') this.move(outcome)
        return
      }
      default:
        return letter satisfies never
    }
  }

  private tellOrdering(letter: Extract<Letter, { to: 'ordering' }>): void {
    const outcome = advance(this.order, letter.message, clock)
    if (outcome.kind === 'moved') this.move(outcome)
    if (outcome.kind === 'premature')
      throw new Error(`${letter.message.kind} cannot come before its question.`)
  }

  private move({ state, events }: Moved): void {
    this.order = { ...this.order, state }
    for (const event of events) {
      this.published.push(event.kind)
      if (event.kind === 'StepBegun') {
        this.timers.push({ to: 'ordering', message: { kind: 'StepDue', step: event.step } })
      } else this.post.push({ to: 'inventory', event }, { to: 'payments', event })
    }
  }

  private answer(message: ProcessMessage): void {
    this.post.push({ to: 'ordering', message })
  }

  private tellInventory(event: OrderEvent): void {
    if (event.kind === 'OrderCancelled' || event.kind === 'OrderRejected') {
      this.ended.stock = true
      if (this.stock !== 'none') this.stock = 'free'
    }
    if (this.ended.stock) return
    if (event.kind === 'OrderPlaced') {
      if (this.chance.flip()) return this.answer({ kind: 'StockReservationRejected', shortages })
      this.stock = 'held'
      this.timers.push({ to: 'clock of inventory' })
      this.answer({ kind: 'StockReserved' })
    }
    if (event.kind === 'OrderAuthorised') {
      if (this.stock === 'expired' && this.chance.flip())
        return this.answer({ kind: 'StockCommitRejected', shortages })
      this.stock = 'sold'
      this.answer({ kind: 'StockCommitted' })
    }
  }

  private tellPayments(event: OrderEvent): void {
    if (event.kind === 'OrderCancelled' || event.kind === 'OrderRejected') {
      this.ended.payment = true
      if (this.payment === 'authorised') this.payment = 'voided'
    }
    if (this.ended.payment || event.kind !== 'PaymentRequested') return
    this.payment = this.chance.flip() ? 'declined' : 'authorised'
    this.answer({ kind: this.payment === 'authorised' ? 'PaymentAuthorised' : 'PaymentDeclined' })
  }
}

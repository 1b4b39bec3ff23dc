import type { Message } from './post.ts'
import type { Line, Step } from './steps.ts'
import { nameOf } from './trace.ts'
import type { World } from './world.ts'

/** Does what a step says. What nobody can do just then does nothing. */
export async function take(world: World, step: Step): Promise<void> {
  const { shop, catalog, post } = world
  switch (step.do) {
    case 'deliver':
    case 'deliver the':
    case 'deliver again':
    case 'time out':
      return deliver(world, step)
    case 'notify':
      await world.hearProvider(true)
      await world.hearProvider(false)
      return
    case 'place':
      await place(world, step)
      break
    case 'adjust':
      await world.adjust(catalog.variants[step.variant]!, step.pieces)
      break
    case 'lose': {
      const variantId = catalog.variants[step.variant]!
      await world.adjust(variantId, -(await shop.inventory.free(variantId)))
      break
    }
    case 'state':
      post.send({ event: catalog.state(catalog.variants[step.variant]!, step.pieces) })
      break
    case 'reprice':
      post.send({ event: catalog.reprice(step.prices) })
      break
    case 'cancel as customer':
    case 'cancel as staff':
    case 'ship':
    case 'arrive':
    case 'refund':
    case 'refund a part':
    case 'retry capture':
    case 'void':
      await command(world, step)
      break
    default:
      step satisfies never
  }
  await post.collect(shop.ordering, shop.inventory, shop.payments)
}

type StepOf<Kind extends Step['do']> = Extract<Step, { do: Kind }>

async function deliver(
  { post }: World,
  step: StepOf<'deliver' | 'deliver the' | 'deliver again' | 'time out'>,
): Promise<void> {
  if (step.do === 'deliver the') {
    const isIt = ({ event, to }: Message): boolean => to.name === step.at && nameOf(event) === step.what
    const message = post.pending.find(isIt)
    return message && post.deliver(message)
  }
  const queues = { deliver: post.ready, 'deliver again': post.arrived, 'time out': post.delayed }
  const queue = queues[step.do]
  const message = queue[step.pick % (queue.length || 1)]
  if (!message) return
  await post.deliver(message, 'fate' in step ? step.fate : 'once', 'early' in step && step.early ? 1000 : 0)
}

async function place(
  { shop, catalog, customers, orders, trace }: World,
  { customer, lines, token }: StepOf<'place'>,
): Promise<void> {
  const wanted = lines.map((line) => ({ ...line, variantId: catalog.variants[line.variant]! }))
  const id = await shop.ordering.place(customers[customer]!, wanted, token)
  const name = `order ${orders.push(id) - 1}`
  trace.name(id, name)
  trace.did(`customer ${customer} orders ${lines.map(describe).join(', ')} with ${token}`, name)
}

const describe = ({ quantity, variant }: Line): string => `${quantity} × variant ${variant}`

async function command(
  { shop, orders, trace }: World,
  step: Extract<Step, { order: number }>,
): Promise<void> {
  if (orders.length === 0) return
  const index = step.order % orders.length
  const id = orders[index]!
  const { ordering, payments } = shop
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
  trace.did(`${step.do} order ${index}`, await commands[step.do]())
}

import type { Evidence } from './evidence.ts'

/** The rules about one order that its books break once all messages have arrived, as sentences; none, one hopes. */
export function brokenOrderRules(evidence: Evidence): string[] {
  const { index, order } = evidence
  const { status } = order
  const rules = {
    ...everyOrder(evidence),
    ...(isServed(evidence) ? servedOrder(evidence) : endedOrder(evidence)),
  }
  return Object.entries(rules)
    .filter(([, holds]) => !holds)
    .map(([rule]) => `order ${index} (${status}): ${rule} [${summary(evidence)}]`)
}

type Rules = Readonly<Record<string, boolean>>

const served = ['CONFIRMED', 'SHIPPED', 'DELIVERED']

/** Whether an order came through; such an order may wait to be shipped, or to arrive. */
export const isServed = ({ order }: Evidence): boolean => served.includes(order.status)

const wasShipped = ({ order }: Evidence): boolean =>
  order.status === 'SHIPPED' || order.status === 'DELIVERED'

function everyOrder(evidence: Evidence): Rules {
  const { order, reservation, progress, payment } = evidence
  const at = moneyAtProvider(evidence)
  const steps = order.history.map(({ from, to }) => `${from} ${to}`)
  return {
    'it waits for nobody': [...served, 'REJECTED', 'CANCELLED'].includes(order.status),
    'it took allowed steps': steps.every((step) => allowedSteps.has(step)),
    'its history ends where it stands': order.history.at(-1)?.to === order.status,
    'it has no payment token left': order.paymentToken === null && (payment?.paymentToken ?? null) === null,
    'inventory knows it': reservation !== undefined,
    "inventory's copy of its lines is as they are":
      !reservation || reservation.lines.length === 0 || linesOf(reservation) === linesOf(order),
    'payments knows whether it ended': !isServed(evidence) === Boolean(progress?.endedAt),
    'payments knows whether it shipped': wasShipped(evidence) === Boolean(progress?.shippedAt),
    'what is to be paid is what it costs, by who ordered':
      !payment || (payment.amount === order.total && payment.customerId === order.customerId),
    'one authorisation and one capture at most': at.authorisations <= 1 && at.captures <= 1,
    'the books of payments are those of the provider':
      !payment ||
      (payment.authorisedAmount === at.authorised &&
        payment.capturedAmount === at.captured &&
        payment.refundedAmount === at.refunded &&
        payment.voidedAmount === at.voided),
    'no attempt is left in the dark': (payment?.attempts ?? []).every(
      ({ outcome, operation }) => outcome !== 'UNDECIDED' || operation === 'AUTHORISE',
    ),
  }
}

/** What holds of an order that is confirmed, shipped or delivered. */
function servedOrder(evidence: Evidence): Rules {
  const { order, reservation, payment } = evidence
  const { authorisations, captures, held } = moneyAtProvider(evidence)
  const state = payment?.state ?? 'none'
  return {
    'its stock is sold': reservation?.state === 'COMMITTED',
    // The provider is not asked for nothing.
    'it is authorised exactly once': authorisations === (order.total > 0n ? 1 : 0),
    'its payment is where it may be': (wasShipped(evidence) ? statesOnceShipped : ['AUTHORISED']).includes(
      state,
    ),
    'it is captured once it is shipped, and not before, or staff can see that it is not':
      order.total === 0n || ['CAPTURE_FAILED', 'VOIDED', 'VOID_FAILED'].includes(state)
        ? captures === 0
        : captures === (wasShipped(evidence) ? 1 : 0),
    'nothing is held beside what was captured': captures === 0 || held === 0n,
  }
}

/** Staff may void what could not be captured, and refund what was. */
const statesOnceShipped = [
  'CAPTURED',
  'CAPTURE_FAILED',
  'VOIDED',
  'VOID_FAILED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
]

/** What holds of an order that was rejected or cancelled. */
function endedOrder(evidence: Evidence): Rules {
  const { reservation, payment } = evidence
  const { held, captured, refunded } = moneyAtProvider(evidence)
  const state = payment?.state ?? 'none'
  return {
    'its stock is free': ['REJECTED', 'COMMIT_REJECTED', 'RELEASED', 'RESTOCKED'].includes(
      reservation?.state ?? 'unknown',
    ),
    'its payment is given back, or staff can see that it is not': [
      'none',
      'DECLINED',
      'VOIDED',
      'REFUNDED',
      ...openEnds,
    ].includes(state),
    'nothing is held for it': held === 0n || state === 'VOID_FAILED',
    'nothing is kept of it': captured === refunded || state === 'REFUND_FAILED',
  }
}

const openEnds = ['VOID_FAILED', 'REFUND_FAILED']

const allowedSteps = new Set([
  'null PLACED',
  'PLACED RESERVED',
  'RESERVED AUTHORISED',
  'AUTHORISED CONFIRMED',
  'CONFIRMED SHIPPED',
  'SHIPPED DELIVERED',
  ...['PLACED', 'RESERVED', 'AUTHORISED'].flatMap((from) => [`${from} REJECTED`, `${from} CANCELLED`]),
  'CONFIRMED CANCELLED',
])

/** What the provider did for an order, in minor units, by its own books. */
function moneyAtProvider({ approved }: Evidence) {
  const of = (operation: string) => approved.filter((record) => record.operation === operation)
  const sum = (operation: string) => of(operation).reduce((total, { amount }) => total + amount, 0n)
  const authorised = sum('AUTHORISE')
  const captured = sum('CAPTURE')
  // A void of an authorisation that was never approved gives nothing back.
  const voided = of('VOID').length > 0 ? authorised - captured : 0n
  return {
    authorisations: of('AUTHORISE').length,
    captures: of('CAPTURE').length,
    authorised,
    captured,
    voided,
    refunded: sum('REFUND'),
    held: authorised - captured - voided,
  }
}

const linesOf = ({ lines }: { lines: readonly { variantId: string; quantity: number }[] }): string =>
  lines
    .map(({ variantId, quantity }) => `${variantId} ${quantity}`)
    .toSorted()
    .join()

function summary({ reservation, payment, approved }: Evidence): string {
  const provider = approved.map(({ operation, amount }) => `${operation} ${amount}`).join(', ')
  return `stock ${reservation?.state ?? 'none'}; payment ${payment?.state ?? 'none'}; provider: ${provider || 'nothing'}`
}

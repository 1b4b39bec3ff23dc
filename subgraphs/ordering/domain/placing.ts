import type { StockLine } from './order.ts'
import { moved, type Moved } from './outcome.ts'
import { stepBegun, type Clock } from './steps.ts'

/** What a customer wants to buy. */
export interface Basket {
  readonly currencyCode: string
  readonly lines: readonly BasketLine[]
}

export interface BasketLine extends StockLine {
  /** The price of one piece the customer has seen, in minor units; null when the present one will do. */
  readonly expectedUnitPrice: bigint | null
}

/** A variant as ordering's copy of catalog has it. */
export interface Offer {
  readonly variantId: string
  readonly published: boolean
  readonly name: string
  readonly variantTitle: string | null
  readonly sku: string | null
  readonly imageUrl: string | null
  /** Minor units for one piece, by currency code. */
  readonly prices: ReadonlyMap<string, bigint>
}

/** The most that one order may hold. */
export interface OrderLimits {
  readonly lines: number
  /** Pieces of one variant. */
  readonly quantity: number
  /** Minor units of whatever currency. */
  readonly total: bigint
}

/** A line of an order, as it is named and priced from now on. */
export interface PricedLine extends StockLine {
  readonly name: string
  readonly variantTitle: string | null
  readonly sku: string | null
  readonly imageUrl: string | null
  readonly unitPrice: bigint
}

/** Why a basket cannot be ordered; `index` is the line of the basket it is about. */
export type PlacingFailure =
  | { readonly kind: 'Empty' }
  | { readonly kind: 'TooManyLines'; readonly maximum: number }
  | { readonly kind: 'QuantityTooLarge'; readonly index: number; readonly maximum: number }
  | { readonly kind: 'TotalTooLarge'; readonly maximum: bigint; readonly currencyCode: string }
  | { readonly kind: 'Unavailable'; readonly index: number; readonly variantId: string }
  | {
      readonly kind: 'NoPrice'
      readonly index: number
      readonly variantId: string
      readonly currencyCode: string
    }
  | {
      readonly kind: 'PriceChanged'
      readonly index: number
      readonly variantId: string
      readonly name: string
      readonly unitPrice: bigint
      readonly currencyCode: string
    }

export type PlacingOutcome =
  | { readonly kind: 'accepted'; readonly lines: readonly PricedLine[]; readonly total: bigint }
  | { readonly kind: 'refused'; readonly failures: readonly [PlacingFailure, ...PlacingFailure[]] }

/** Whether a basket is of a size worth looking at, before anything is looked up for it. */
export function checkSize(lineCount: number, limits: OrderLimits): PlacingFailure | null {
  if (lineCount === 0) return { kind: 'Empty' }
  return lineCount > limits.lines ? { kind: 'TooManyLines', maximum: limits.lines } : null
}

/**
 * Prices a basket at what its variants cost now, or says everything that is in the way. Lines of the same variant
 * become one, at the place of the first.
 */
export function price(
  basket: Basket,
  offers: ReadonlyMap<string, Offer>,
  limits: OrderLimits,
): PlacingOutcome {
  const wrongSize = checkSize(basket.lines.length, limits)
  if (wrongSize) return { kind: 'refused', failures: [wrongSize] }

  const failures: PlacingFailure[] = []
  const lines = new Map<string, PricedLine>()
  for (const [index, line] of basket.lines.entries()) {
    const priced = priceLine(line, index, basket.currencyCode, offers.get(line.variantId))
    if ('kind' in priced) {
      failures.push(priced)
      continue
    }
    const quantity = (lines.get(line.variantId)?.quantity ?? 0) + line.quantity
    if (quantity > limits.quantity) {
      failures.push({ kind: 'QuantityTooLarge', index, maximum: limits.quantity })
    }
    lines.set(line.variantId, { ...priced, quantity })
  }

  const total = [...lines.values()].reduce(
    (sum, { unitPrice, quantity }) => sum + unitPrice * BigInt(quantity),
    0n,
  )
  if (total > limits.total) {
    failures.push({ kind: 'TotalTooLarge', maximum: limits.total, currencyCode: basket.currencyCode })
  }
  const [first, ...others] = failures
  return first
    ? { kind: 'refused', failures: [first, ...others] }
    : { kind: 'accepted', lines: [...lines.values()], total }
}

/** The beginning of an order. */
export const place = (lines: readonly StockLine[], paymentToken: string, clock: Clock): Moved =>
  moved(
    { status: 'PLACED', paymentToken },
    {
      kind: 'OrderPlaced',
      lines: lines.map(({ variantId, quantity }) => ({ variantId, quantity })),
    },
    stepBegun('PLACED', clock),
  )

function priceLine(
  { variantId, quantity, expectedUnitPrice }: BasketLine,
  index: number,
  currencyCode: string,
  offer: Offer | undefined,
): PricedLine | PlacingFailure {
  if (!offer?.published) return { kind: 'Unavailable', index, variantId }
  const unitPrice = offer.prices.get(currencyCode)
  if (unitPrice === undefined) return { kind: 'NoPrice', index, variantId, currencyCode }
  const { name, variantTitle, sku, imageUrl } = offer
  if (expectedUnitPrice !== null && expectedUnitPrice !== unitPrice) {
    return { kind: 'PriceChanged', index, variantId, name, unitPrice, currencyCode }
  }
  return { variantId, quantity, name, variantTitle, sku, imageUrl, unitPrice }
}

/** What is done with an order after it was placed, and so where it ends. */
export type DemoFate =
  | 'CONFIRMED'
  | 'SHIPPED'
  | 'DELIVERED'
  | 'CANCELLED_BY_CUSTOMER'
  | 'CANCELLED_BY_STAFF'
  | 'OUT_OF_STOCK'
  | 'DECLINED'
  | 'AWAITING_PAYMENT'

export interface DemoOrder {
  /** Part of its idempotency key, so that seeding again does not order again. */
  readonly key: string
  readonly customer: string
  readonly currencyCode: 'EUR' | 'USD'
  /** Product title, which of its variants (by place), how many. */
  readonly lines: readonly (readonly [title: string, variant: number, quantity: number])[]
  readonly fate: DemoFate
}

/** A few orders in every state that lasts. */
export const orders: DemoOrder[] = [
  {
    key: '1',
    customer: 'ines@example.com',
    currencyCode: 'EUR',
    lines: [
      ['Merino Crew Neck', 2, 1],
      ['Lambswool Scarf', 0, 1],
    ],
    fate: 'DELIVERED',
  },
  {
    key: '2',
    customer: 'ines@example.com',
    currencyCode: 'EUR',
    lines: [
      ['Trade Winds Espresso Blend', 1, 3],
      ['Enamel Mug', 0, 4],
    ],
    fate: 'SHIPPED',
  },
  {
    key: '3',
    customer: 'jonas@example.com',
    currencyCode: 'EUR',
    lines: [['Waxed Deck Jacket', 1, 1]],
    fate: 'CONFIRMED',
  },
  {
    key: '4',
    customer: 'jonas@example.com',
    currencyCode: 'EUR',
    lines: [['Brass Compass', 0, 2]],
    fate: 'OUT_OF_STOCK',
  },
  {
    key: '5',
    customer: 'maya@example.com',
    currencyCode: 'USD',
    lines: [
      ['Roll-Top Backpack 22 L', 0, 1],
      ['Insulated Bottle 0.7 L', 2, 2],
    ],
    fate: 'DELIVERED',
  },
  {
    key: '6',
    customer: 'maya@example.com',
    currencyCode: 'USD',
    lines: [['Two-Person Tent', 0, 1]],
    fate: 'DECLINED',
  },
  {
    key: '7',
    customer: 'maya@example.com',
    currencyCode: 'USD',
    lines: [['Hammock', 0, 1]],
    fate: 'CANCELLED_BY_CUSTOMER',
  },
  {
    key: '8',
    customer: 'jonas@example.com',
    currencyCode: 'EUR',
    lines: [['Deck Shoe', 4, 1]],
    fate: 'CANCELLED_BY_STAFF',
  },
  {
    key: '9',
    customer: 'ines@example.com',
    currencyCode: 'EUR',
    lines: [
      ['Logbook A5', 1, 2],
      ['Brass Ballpoint', 0, 1],
    ],
    fate: 'CONFIRMED',
  },
  {
    key: '10',
    customer: 'maya@example.com',
    currencyCode: 'USD',
    lines: [['Wool Throw', 1, 1]],
    fate: 'AWAITING_PAYMENT',
  },
]

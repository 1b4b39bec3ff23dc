/** The password of every demo account. They exist only where the demo shop is seeded: on a developer's machine. */
export const DEMO_PASSWORD = 'tradewind-demo'

export interface DemoPerson {
  readonly email: string
  readonly name: string
  readonly address: {
    readonly line1: string
    readonly city: string
    readonly postalCode: string
    readonly countryCode: string
  }
}

export const staff = { email: 'staff@tradewind.example', name: 'Sam from the shop' }

export const customers: DemoPerson[] = [
  {
    email: 'ines@example.com',
    name: 'Inês Carvalho',
    address: { line1: 'Rua das Flores 44', city: 'Porto', postalCode: '4050-262', countryCode: 'PT' },
  },
  {
    email: 'jonas@example.com',
    name: 'Jonas Petersen',
    address: { line1: 'Große Elbstraße 9', city: 'Hamburg', postalCode: '22767', countryCode: 'DE' },
  },
  {
    email: 'maya@example.com',
    name: 'Maya Okafor',
    address: { line1: '18 Beacon Street', city: 'Portland', postalCode: '04101', countryCode: 'US' },
  },
]

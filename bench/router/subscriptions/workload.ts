const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])`

/** A product whose changes one subgraph tells of, and to which another adds what it knows. */
export const liveWorkload = [
  {
    name: 'products',
    sdl: `${link}
      type Query { product(upc: String!): Product }
      type Subscription { priceChanged(upc: String!): Product }
      type Product @key(fields: "upc") { upc: String! name: String changedAt: Float }`,
  },
  {
    name: 'inventory',
    sdl: `${link}
      type Product @key(fields: "upc") { upc: String! inStock: Boolean }`,
  },
] as const

/** What every client subscribes to. */
export const subscription = `subscription PriceChanged($upc: String!) {
  priceChanged(upc: $upc) { upc name changedAt inStock }
}`

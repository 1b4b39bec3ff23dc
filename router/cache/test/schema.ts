const links = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@authenticated", "@composeDirective"])
    @link(url: "https://specs.tradewind.example/cacheControl/v0.1", import: ["@cacheControl"])
    @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int, scope: cacheControl__Scope, inheritMaxAge: Boolean)
    on OBJECT | FIELD_DEFINITION | INTERFACE | UNION
  enum cacheControl__Scope { PUBLIC PRIVATE }`

/** Knows products by their SKU and who makes them. */
export const shelfSdl = `${links}
  type Query {
    product(sku: ID!): Product @cacheControl(maxAge: 60)
    products(first: Int): ProductConnection! @cacheControl(maxAge: 60)
    things: [Thing!]! @cacheControl(maxAge: 60)
    brief: String @cacheControl(maxAge: 1)
    unhinted: String
    "What the subgraph was told of who asks."
    asker: String @cacheControl(maxAge: 60)
    own: String @cacheControl(maxAge: 60, scope: PRIVATE)
    secret: String @authenticated @cacheControl(maxAge: 60)
    failing: String @cacheControl(maxAge: 60)
  }
  type Mutation { rename(sku: ID!, title: String!): Product }
  type Product @key(fields: "sku") @cacheControl(maxAge: 60) {
    sku: ID!
    title: String!
    maker: Maker
    related: [Product!]!
  }
  type Maker @key(fields: "country number") @cacheControl(maxAge: 60) {
    country: String!
    number: Int!
    name: String!
  }
  union Thing @cacheControl(maxAge: 60) = Product | Maker
  type ProductConnection @cacheControl(maxAge: 60) { nodes: [Product!]! pageInfo: PageInfo! }
  type PageInfo @cacheControl(inheritMaxAge: true) { hasNextPage: Boolean! }`

/** Knows how many there are. */
export const stockSdl = `${links}
  type Product @key(fields: "sku") {
    sku: ID!
    available: Int
    shortage: Shortage @cacheControl(maxAge: 30)
    checked: Boolean @cacheControl(maxAge: 10)
  }
  type Shortage { missing: Int! }`

import { products, reviews, users } from './data.ts'

const link = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@external", "@requires", "@provides", "@shareable"])`

interface Priced {
  readonly upc: string
  readonly price?: number
  readonly weight?: number
}
const byUpc = ({ upc }: Priced) => products.find((product) => product.upc === upc)
const firstReviews = reviews.slice(0, 2)

/** The benchmark's four subgraphs: schemas and resolvers. */
export const workload = [
  {
    name: 'accounts',
    sdl: `${link}
      type Query { me: User user(id: ID!): User users: [User] }
      type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }`,
    resolvers: {
      Query: {
        me: () => users[0],
        user: (_: unknown, { id }: { id: string }) => users.find((user) => user.id === id),
        users: () => users,
      },
      User: { __resolveReference: ({ id }: { id: string }) => users.find((user) => user.id === id) },
    },
  },
  {
    name: 'products',
    sdl: `${link}
      type Query { topProducts(first: Int = 5): [Product] }
      type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
    resolvers: {
      Query: { topProducts: (_: unknown, { first }: { first: number }) => products.slice(0, first) },
      Product: { __resolveReference: byUpc },
    },
  },
  {
    name: 'inventory',
    sdl: `${link}
      type Product @key(fields: "upc") {
        upc: String! weight: Int @external price: Int @external inStock: Boolean
        shippingEstimate: Int @requires(fields: "price weight")
      }`,
    resolvers: {
      Product: {
        __resolveReference: (reference: Priced) => reference,
        inStock: ({ upc }: Priced) => Number(upc) % 2 === 1,
        shippingEstimate: ({ price = 0, weight = 0 }: Priced) => (price > 1_000 ? 0 : Math.round(weight / 2)),
      },
    },
  },
  {
    name: 'reviews',
    sdl: `${link}
      type Review @key(fields: "id") {
        id: ID! body: String product: Product author: User @provides(fields: "username")
      }
      type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
      type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
    resolvers: {
      Review: {
        __resolveReference: ({ id }: { id: string }) => reviews.find((review) => review.id === id),
        author: () => ({ id: '1', username: users[0]?.username }),
      },
      User: { __resolveReference: (reference: object) => reference, reviews: () => firstReviews },
      Product: {
        __resolveReference: (reference: object) => reference,
        reviews: ({ upc }: Priced) => reviews.filter(({ product }) => product.upc === upc),
      },
    },
  },
  {
    name: 'catalog',
    sdl: `${link}
      type Query { page(handle: String!): Page }
      type Page @key(fields: "id") { id: ID! title: String! description: String! category: Category! variants: [Variant!]! }
      type Category { name: String! path: [String!]! }
      type Variant @key(fields: "id") { id: ID! title: String! sku: String! }`,
    resolvers: { Query: { page: (_: unknown, { handle }: { handle: string }) => pageOf(handle) } },
  },
  {
    name: 'availability',
    sdl: `${link}
      type Variant @key(fields: "id") { id: ID! available: Int! price: Price! }
      type Price { amount: String! currencyCode: String! }`,
    resolvers: {
      Variant: {
        __resolveReference: (reference: object) => reference,
        available: ({ id }: { id: string }) => Number(id.at(-1)) * 3,
        price: ({ id }: { id: string }) => ({ amount: `${id.at(-1)}9.90`, currencyCode: 'EUR' }),
      },
    },
  },
]

/** A product page as our own shop asks for it: one product with its variants, their stock and prices. */
const pageOf = (handle: string): object => ({
  id: handle,
  title: 'Enamel kettle',
  description: 'Two litres, for every stove. '.repeat(12),
  category: { name: 'Kettles', path: ['Kitchen', 'Kettles'] },
  variants: Array.from({ length: 6 }, (_, index) => ({
    id: `${handle}-${index}`,
    title: `Size ${index}`,
    sku: `EK-${index}`,
  })),
})

/** The operations that are measured. */
export const operations = {
  heavy: `query TestQuery {
    users { ...User reviews { ...Review product { ...Product reviews { ...Review author { ...User reviews { ...Review
      product { ...Product } } } } } } }
    topProducts(first: 5) { ...Product reviews { ...Review author { ...User reviews { ...Review
      product { ...Product } } } } }
  }
  fragment User on User { id username name }
  fragment Review on Review { id body }
  fragment Product on Product { inStock name price shippingEstimate upc weight }`,
  small: 'query Small { me { id name } topProducts(first: 2) { upc name } }',
  page: `query ProductPage { page(handle: "enamel-kettle") { title description category { name path }
    variants { id title sku available price { amount currencyCode } } } }`,
} as const
export type OperationName = keyof typeof operations

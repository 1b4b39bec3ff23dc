import type { Running } from '@tradewind/service'
import { subgraphSurroundings, type SubgraphSurroundings } from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import { openDatabase, type Database } from '../data/database.ts'
import { start } from '../main.ts'

/** A running catalog with a database and queue of its own. */
export interface Shop {
  readonly surroundings: SubgraphSurroundings
  readonly database: Database
  readonly running: Running
  /** Signed in as staff, with every scope the catalog asks for. */
  readonly staff: GraphQLClient
  /** Signed in without any scope. */
  readonly customer: GraphQLClient
  /** Not signed in. */
  readonly guest: GraphQLClient
  stop(): Promise<void>
}

export async function openShop(): Promise<Shop> {
  const surroundings = await subgraphSurroundings('catalog')
  const database = openDatabase(surroundings.environment.DATABASE_URL)
  const running = await start(surroundings.environment, { database })
  return {
    surroundings,
    database,
    running,
    staff: await surroundings.client(running.url, { roles: ['STAFF'], scopes: ['catalog:write'] }),
    customer: await surroundings.client(running.url, { roles: ['CUSTOMER'] }),
    guest: await surroundings.client(running.url),
    async stop() {
      await running.stop()
      await surroundings.stop()
    },
  }
}

/** What has been published so far, of one type or of all, in order. */
export async function published(
  { prisma }: Pick<Database, 'prisma'>,
  type?: string,
): Promise<{ type: string; subject: string; sequence: number; data: never }[]> {
  const rows = await prisma.outboxEvent.findMany({
    where: type ? { type } : { type: { not: 'catalog.import.requested.v1' } },
    orderBy: { position: 'asc' },
  })
  return rows.map(({ type: name, subject, sequence, data }) => ({
    type: name,
    subject,
    sequence,
    data: data as never,
  }))
}

let counter = 0

/** A word that no other test uses. */
export const unique = (word: string): string => `${word}-${++counter}-${Date.now().toString(36)}`

/** Creates a product and returns what the tests ask for; throws if it was refused. */
export async function createProduct(
  { staff }: Pick<Shop, 'staff'>,
  input: Record<string, unknown>,
): Promise<CreatedProduct> {
  const { createProduct: payload } = await staff.request<{
    createProduct: { product: CreatedProduct | null; errors: { message: string }[] }
  }>(CREATE_PRODUCT, { input })
  if (!payload.product) throw new Error(payload.errors.map(({ message }) => message).join(' '))
  return payload.product
}

export interface CreatedProduct {
  id: string
  handle: string
  version: number
  variants: { id: string; title: string; sku: string | null }[]
}

const CREATE_PRODUCT = /* GraphQL */ `
  mutation CreateProduct($input: CreateProductInput!) {
    createProduct(input: $input) {
      product {
        id
        handle
        version
        variants {
          id
          title
          sku
        }
      }
      errors {
        ... on UserError {
          message
        }
      }
    }
  }
`

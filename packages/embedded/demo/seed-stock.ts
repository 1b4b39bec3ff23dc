import type { GraphQLClient } from 'graphql-request'
import { inParallel, mustSucceed } from './client.ts'
import { DemoCreateLocationDocument, DemoLocationsDocument } from './generated/operations.ts'
import type { SeededProduct } from './seed-range.ts'
import { locations } from './shop.ts'

interface Count {
  readonly variantId: string
  readonly locationId: string
  readonly onHand: number
  readonly note: string
  readonly idempotencyKey: string
}

/** Few enough for the router's limit on root fields. */
const PER_REQUEST = 10

/** Opens both locations and counts the opening stock of every variant in each. */
export async function seedStock(client: GraphQLClient, seeded: Iterable<SeededProduct>): Promise<number> {
  const ids = await seedLocations(client)
  const counts = [...seeded].flatMap(({ demo, variantIds }) =>
    variantIds.flatMap((variantId) => {
      const elsewhere = Math.floor(demo.stock / 3)
      return [demo.stock - elsewhere, elsewhere].map((onHand, i): Count => {
        const { code } = locations[i]!
        const idempotencyKey = `demo-stock-${variantId}-${code}`
        return { variantId, locationId: ids.get(code)!, onHand, note: 'Opening stock', idempotencyKey }
      })
    }),
  )
  const batches = Array.from({ length: Math.ceil(counts.length / PER_REQUEST) }, (_, i) =>
    counts.slice(i * PER_REQUEST, (i + 1) * PER_REQUEST),
  )
  await inParallel(batches, 4, (batch) => setStock(client, batch))
  return counts.length
}

async function seedLocations(client: GraphQLClient): Promise<Map<string, string>> {
  const known = await client.request(DemoLocationsDocument)
  const ids = new Map(known.locations.nodes.map((location) => [location.code, location.id]))
  for (const location of locations.filter(({ code }) => !ids.has(code))) {
    const { createLocation } = await client.request(DemoCreateLocationDocument, { input: location })
    mustSucceed(`open ${location.name}`, createLocation.errors)
    ids.set(location.code, createLocation.location!.id)
  }
  return ids
}

/** Several counts in one request, each under an alias of its own. */
async function setStock(client: GraphQLClient, batch: readonly Count[]): Promise<void> {
  const variables = Object.fromEntries(batch.map((count, i) => [`input${i}`, count]))
  const declared = batch.map((_, i) => `$input${i}: SetStockInput!`).join(', ')
  const fields = batch.map(
    (_, i) => `set${i}: setStock(input: $input${i}) { errors { ... on UserError { message } } }`,
  )
  const outcome = await client.request<Record<string, { errors: { message: string }[] }>>(
    `mutation DemoSetStock(${declared}) { ${fields.join(' ')} }`,
    variables,
  )
  mustSucceed(
    'count its stock',
    Object.values(outcome).flatMap(({ errors }) => errors),
  )
}

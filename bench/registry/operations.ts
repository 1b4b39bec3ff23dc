import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { apiSchemaOf } from '@tradewind/composition'
import { durationBounds, newId, type OperationUsage, type UsageReport } from '@tradewind/service'
import { buildSchema, parse, validate } from 'graphql'
import { coordinatesOf } from '../../router/usage/coordinates.ts'
import { usedDefinitions } from '../../router/usage/definitions.ts'
import { signatureOf } from '../../router/usage/signature.ts'
import { graphRef, keys } from './system.ts'

const supergraph = path.resolve(import.meta.dirname, '../../router/supergraph.graphql')

/** Fields of Product that need nothing inside them; an operation has each of them or not. */
const fields = [
  'handle',
  'title',
  'description',
  'descriptionHtml',
  'tags',
  'status',
  'publishedAt',
  'version',
  'createdAt',
  'updatedAt',
]
const around = [
  (inner: string) => `product(handle: "x") { ${inner} }`,
  (inner: string) =>
    `products(first: 3, filter: { search: "x" }) { nodes { ${inner} brand { name } } pageInfo { endCursor } }`,
  (inner: string) => `productVariant(id: "x") { sku product { ${inner} } }`,
  (inner: string) => `category(handle: "x") { name path } product(id: "x") { ${inner} }`,
]

/** Distinct valid operations of the shop, as a router reports them. */
export function makeOperations(count: number): OperationUsage[] {
  const api = apiSchemaOf(readFileSync(supergraph, 'utf8'))
  if (!api.ok) throw new Error('The supergraph gives no API schema.')
  const schema = buildSchema(api.apiSchemaSdl)
  return Array.from({ length: count }, (_, i) => {
    const chosen = fields.filter((_field, bit) => (i >> bit) & 1)
    const document = parse(
      `query Operation${i} { ${around[i % around.length]!(['id', ...chosen].join(' '))} }`,
    )
    const [error] = i < around.length ? validate(schema, document) : []
    if (error) throw error
    const definitions = usedDefinitions(document, undefined)!
    const durations = [100, ...durationBounds.map(() => 0)]
    return {
      signature: signatureOf(definitions),
      name: `Operation${i}`,
      client: { name: ['web', 'app', 'till'][i % 3]!, version: '1.0' },
      coordinates: [...coordinatesOf(schema, definitions)],
      requests: 100,
      errors: 0,
      durations,
    }
  })
}

/** Reports operations to the registry, as a router does; several reports, as they do not fit into one. */
export async function report(registryUrl: string, operations: readonly OperationUsage[]): Promise<void> {
  const size = 500
  for (let from = 0; from < operations.length; from += size) {
    const part = operations.slice(from, from + size)
    const body: UsageReport = {
      id: newId(),
      graphRef,
      reportedAt: new Date().toISOString(),
      dropped: 0,
      operations: part,
    }
    const response = await fetch(`${registryUrl}/usage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', 'x-api-key': keys.router },
      body: gzipSync(JSON.stringify(body)),
    })
    if (!response.ok)
      throw new Error(`The registry answered a report with ${response.status}: ${await response.text()}`)
  }
}

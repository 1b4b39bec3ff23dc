/**
 * Writes what is generated from the schemas and not committed: Prisma clients and resolver types of every subgraph and of
 * the registry (or of those named), and the types of the operations that tests and the demo send.
 *   npm run generate [-- <subgraph> …] [--check]
 */
import { existsSync, globSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { generateOperationTypes } from './generate/operation-types.ts'
import { generatePrismaClient } from './generate/prisma-client.ts'
import { generateResolverTypes } from './generate/resolver-types.ts'
import { isFresh, markFresh, type Product } from './generate/stamp.ts'

export const root = path.resolve(import.meta.dirname, '..')

/** The subgraphs that have a schema of the API or of a database. */
export function subgraphNames(): string[] {
  return readdirSync(path.join(root, 'subgraphs'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()
}

/** The one part beside the subgraphs that has a database. */
const registry = 'registry'

function productsOf(name: string): Product[] {
  const database = path.join(root, 'prisma', name, 'schema.prisma')
  const folder = name === registry ? path.join(root, registry) : path.join(root, 'subgraphs', name)
  // The API of the registry is the one that rover asks; its resolvers lie beside its schema.
  const resolvers = path.join(folder, name === registry ? 'rover' : 'resolvers')
  const api = path.join(name === registry ? resolvers : folder, 'schema.graphql')
  const models = path.join(resolvers, 'models.ts')
  return [
    existsSync(database) && {
      title: `${name}: Prisma client`,
      inputs: [database],
      folder: path.join(folder, 'data', 'generated'),
      write: (target: string) => generatePrismaClient(database, target),
    },
    existsSync(api) && {
      title: `${name}: resolver types`,
      inputs: [api, models].filter((file) => existsSync(file)),
      folder: path.join(resolvers, 'generated'),
      write: (target: string) => generateResolverTypes(api, models, target),
    },
  ].filter((product) => product !== false)
}

/** Typed documents for every `operations.graphql` outside the subgraphs. */
function operationProducts(): Product[] {
  const supergraph = path.join(root, 'router', 'supergraph.graphql')
  if (!existsSync(supergraph)) return []
  const files = globSync('{packages/*,e2e,bench}/{,*/}operations.graphql', { cwd: root })
  return files.toSorted().map((name) => {
    const file = path.join(root, name)
    return {
      title: `${name}: operation types`,
      inputs: [file, supergraph],
      folder: path.join(path.dirname(file), 'generated'),
      write: (target: string) => generateOperationTypes(file, supergraph, target),
    }
  })
}

/** Everything that is stale; empty when all generated code fits its sources. */
export function staleProducts(names?: readonly string[]): Product[] {
  const products = names
    ? names.flatMap(productsOf)
    : [...[...subgraphNames(), registry].flatMap(productsOf), ...operationProducts()]
  return products.filter((product) => !isFresh(product))
}

/** Generates what is stale, two at a time; returns the titles of what was written. */
export async function generate(names?: readonly string[]): Promise<string[]> {
  const stale = staleProducts(names)
  const queue = [...stale]
  const work = async (): Promise<void> => {
    for (let product = queue.shift(); product; product = queue.shift()) {
      await product.write(product.folder)
      markFresh(product)
    }
  }
  await Promise.all([work(), work()])
  return stale.map((product) => product.title)
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean' } },
  })
  const names = positionals.length > 0 ? positionals : undefined
  if (values.check) {
    const stale = staleProducts(names)
    for (const { title } of stale) console.error(`Stale: ${title}. Run \`npm run generate\`.`)
    process.exitCode = stale.length > 0 ? 1 : 0
  } else {
    const written = await generate(names)
    console.log(
      written.length > 0 ? `Generated\n  ${written.join('\n  ')}` : 'Everything generated is up to date.',
    )
  }
}

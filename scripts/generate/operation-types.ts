import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import type * as FederationInternals from '@apollo/federation-internals'
import { codegen } from '@graphql-codegen/core'
import * as typedDocumentNode from '@graphql-codegen/typed-document-node'
import * as operations from '@graphql-codegen/typescript-operations'
import { parse, printSchema } from 'graphql'

// CommonJS without named exports that Node can see.
const { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } = createRequire(import.meta.url)(
  '@apollo/federation-internals',
) as typeof FederationInternals

const scalars = { ID: 'string', DateTime: 'string', Decimal: 'string', CurrencyCode: 'string' }

/**
 * Writes `operations.ts`: for every operation of a .graphql file a typed document, whose variables and result a client
 * such as graphql-request then knows. The types are those of the API that the router serves.
 */
export async function generateOperationTypes(
  file: string,
  supergraph: string,
  folder: string,
): Promise<void> {
  const text = await readFile(supergraph, 'utf8')
  const built = Supergraph.build(text, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES })
  const api = built.apiSchema().toGraphQLJSSchema()
  const code = await codegen({
    filename: path.join(folder, 'operations.ts'),
    schema: parse(printSchema(api)),
    documents: [{ location: file, document: parse(await readFile(file, 'utf8')) }],
    config: { scalars, enumsAsTypes: true, useTypeImports: true },
    plugins: [{ operations: {} }, { typedDocumentNode: {} }],
    pluginMap: { operations, typedDocumentNode },
  })
  await mkdir(folder, { recursive: true })
  await writeFile(
    path.join(folder, 'operations.ts'),
    `// Generated from operations.graphql by \`npm run generate\`.\n${code}`,
  )
}

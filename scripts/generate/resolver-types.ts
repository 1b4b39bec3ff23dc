import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as resolvers from '@graphql-codegen/typescript-resolvers'
import { Kind, parse, type DocumentNode } from 'graphql'

/** Scalars as resolvers see them; every other custom scalar is a string. */
const scalars = {
  ID: 'string',
  DateTime: { input: 'Date', output: 'Date | string' },
  Decimal: 'string',
  CurrencyCode: 'string',
}

/**
 * Writes `types.ts`: the types of a subgraph's resolvers, arguments and inputs. Each `FooModel` that `models.ts`
 * exports is what resolvers of the GraphQL type `Foo` are given as their parent.
 */
export async function generateResolverTypes(api: string, models: string, folder: string): Promise<void> {
  const code = await codegen({
    filename: path.join(folder, 'types.ts'),
    schema: withFederationDirectives(parse(await readFile(api, 'utf8'))),
    documents: [],
    config: {},
    plugins: [
      {
        typescript: {
          enumsAsTypes: true,
          useTypeImports: true,
          scalars,
          skipTypename: false,
          nonOptionalTypename: false,
        },
      },
      {
        resolvers: {
          federation: true,
          contextType: '../../context.ts#Context',
          mappers: await readMappers(models),
          useTypeImports: true,
          scalars,
          optionalInfoArgument: true,
          makeResolverTypeCallable: true,
        },
      },
    ],
    pluginMap: { typescript, resolvers },
  })
  await mkdir(folder, { recursive: true })
  await writeFile(
    path.join(folder, 'types.ts'),
    `// Generated from schema.graphql by \`npm run generate\`.\n${code}`,
  )
}

async function readMappers(models: string): Promise<Record<string, string>> {
  if (!existsSync(models)) return {}
  const source = await readFile(models, 'utf8')
  const names = [...source.matchAll(/\b(?:interface|type|class)\s+(\w+)Model\b|\bas\s+(\w+)Model\b/g)]
  return Object.fromEntries(
    names
      .map(([, declared, renamed]) => declared ?? renamed ?? '')
      .map((name) => [name, `../models.ts#${name}Model`]),
  )
}

/** The code generator wants the definitions of what `@link` imports; their meaning does not matter to it. */
function withFederationDirectives(document: DocumentNode): DocumentNode {
  const definitions = parse(/* GraphQL */ `
    scalar FieldSet
    scalar LinkImport
    scalar Scope
    directive @link(url: String!, as: String, for: String, import: [LinkImport]) repeatable on SCHEMA
    directive @key(fields: FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
    directive @requires(fields: FieldSet!) on FIELD_DEFINITION
    directive @provides(fields: FieldSet!) on FIELD_DEFINITION
    directive @external on OBJECT | FIELD_DEFINITION
    directive @shareable repeatable on FIELD_DEFINITION | OBJECT
    directive @extends on OBJECT | INTERFACE
    directive @override(from: String!, label: String) on FIELD_DEFINITION
    directive @interfaceObject on OBJECT
    directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
    directive @requiresScopes(scopes: [[Scope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
    directive @tag(
      name: String!
    ) repeatable on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
    directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
    directive @cost(
      weight: Int!
    ) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
    directive @listSize(
      assumedSize: Int
      slicingArguments: [String!]
      sizedFields: [String!]
      requireOneSlicingArgument: Boolean = true
    ) on FIELD_DEFINITION
  `).definitions
  const declared = new Set(
    document.definitions.map((node) => ('name' in node ? node.name?.value : undefined)),
  )
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      ...document.definitions,
      ...definitions.filter((node) => 'name' in node && !declared.has(node.name?.value)),
    ],
  }
}

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Kind, parse, type DocumentNode } from 'graphql'
import { Refusal } from './refusal.ts'
import type { RenderedFile } from './render.ts'
import { listedSubgraphs } from './supergraph-file.ts'

export interface NewSubgraph {
  readonly name: string
  /** The type it owns. */
  readonly type: string
  readonly files: readonly RenderedFile[]
}

/**
 * Nothing that is there already may be overwritten, and no name in the graph taken twice.
 * @throws Refusal
 */
export function requireFree(root: string, { name, type, files }: NewSubgraph): void {
  const folders = ['subgraphs', 'prisma', 'packages'].map((folder) => path.join(folder, name))
  for (const place of [...folders, name, ...files.map((file) => file.path)]) {
    if (existsSync(path.join(root, place)))
      throw new Refusal(`There is a ${place} already: choose another name.`)
  }
  const listed = listedSubgraphs(readFileSync(path.join(root, 'supergraph.yaml'), 'utf8'))
  if (listed.some((subgraph) => subgraph.name === name)) {
    throw new Refusal(`supergraph.yaml lists a subgraph ${name} already: choose another name.`)
  }
  const schema = files.find((file) => file.path === path.join('subgraphs', name, 'schema.graphql'))!
  const own = namesIn(parse(schema.text)).filter((each) => each.includes('.') || each.includes(type))
  for (const subgraph of listed) requireDistinct(root, own, subgraph.name)
}

function requireDistinct(root: string, own: readonly string[], other: string): void {
  const file = path.join('subgraphs', other, 'schema.graphql')
  if (!existsSync(path.join(root, file))) return
  const taken = new Set(namesIn(parseSchema(root, file)))
  const clash = own.find((each) => taken.has(each))
  if (clash) {
    throw new Refusal(
      `${clash} is taken by ${file}: name what the new subgraph owns with --entity, in the singular.`,
    )
  }
}

function parseSchema(root: string, file: string): DocumentNode {
  try {
    return parse(readFileSync(path.join(root, file), 'utf8'))
  } catch (error) {
    throw new Refusal(`${file} cannot be read (${(error as Error).message}): mend it first.`, {
      cause: error,
    })
  }
}

/** Types that several subgraphs add fields to: for these it is the fields that must differ. */
const common = new Set(['Query', 'Mutation', 'Product'])

/** The names of a schema's types, and `Type.field` for the fields of the common ones. */
function namesIn(schema: DocumentNode): string[] {
  return schema.definitions.flatMap((node) => {
    if (!('name' in node) || !node.name) return []
    const { value: name } = node.name
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION || !common.has(name)) return [name]
    const fields = (node.fields ?? []).map((field) => field.name.value).filter((field) => field !== 'id')
    return [name, ...fields.map((field) => `${name}.${field}`)]
  })
}

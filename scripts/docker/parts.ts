import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'

const root = path.resolve(import.meta.dirname, '../..')

/** What a subgraph's container needs beyond what every subgraph's does: `subgraphs/<name>/container.yaml`. */
export interface ContainerExtras {
  readonly environment?: Readonly<Record<string, string>>
  /** The settings that come from a file, with the name of the secret that holds them. */
  readonly secrets?: Readonly<Record<string, string>>
}

export interface SubgraphPart {
  readonly name: string
  readonly port: number
  /** Its schema, from the root. */
  readonly schema: string
  readonly extras: ContainerExtras
}

/** The parts that have a database of their own: the subgraphs and the registry. */
export const withDatabase = (): string[] => [...subgraphs().map(({ name }) => name), 'registry']

/** The subgraphs of supergraph.yaml, in its order. */
export function subgraphs(): SubgraphPart[] {
  const { subgraphs: listed } = parse(readFileSync(path.join(root, 'supergraph.yaml'), 'utf8')) as {
    subgraphs: Record<string, { routing_url: string; schema: { file: string } }>
  }
  return Object.entries(listed).map(([name, { routing_url: url, schema }]) => {
    const file = path.join(root, 'subgraphs', name, 'container.yaml')
    const extras = existsSync(file) ? (parse(readFileSync(file, 'utf8')) as ContainerExtras) : {}
    return { name, port: Number(new URL(url).port), schema: path.normalize(schema.file), extras }
  })
}

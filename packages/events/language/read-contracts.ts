import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { EventDefinition } from '../definition.ts'
import { readDocstrings } from './docstring.ts'
import { toJsonSchema, walk } from './json-schema.ts'

/** An event as its contract declares it. */
export interface Contract {
  readonly definition: EventDefinition<unknown>
  /** What it reports and what its subject is. */
  readonly description: string
}

/** The contracts are not fit to be published; the message has a sentence for each fault. */
export class ContractError extends Error {
  override readonly name = 'ContractError'
}

const NOT_CONTRACTS = new Set(['index.ts', 'values.ts'])
const TYPE = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*){2}\.v[1-9]\d*$/

/**
 * Every event that the files of a folder declare, ordered by type. An event is described by the comment above it, or by
 * its schema's own description; its fields by theirs.
 * @throws ContractError when an event or field is not described, is declared twice, or by a file that is not its publisher's.
 */
export async function readContracts(
  folder = path.join(import.meta.dirname, '../contracts'),
): Promise<Contract[]> {
  const files = (await readdir(folder)).filter((file) => /^[^.]+\.ts$/.test(file) && !NOT_CONTRACTS.has(file))
  const read = await Promise.all(files.map((file) => readFileOf(folder, file)))
  const faults = read.flatMap((file) => file.faults)
  const contracts = read.flatMap((file) => file.contracts)
  const types = contracts.map(({ definition }) => definition.type)
  for (const type of new Set(types.filter((it, index) => types.indexOf(it) !== index)))
    faults.push(`${type} is declared twice.`)
  if (faults.length > 0) throw new ContractError(faults.toSorted().join('\n'))
  return contracts.toSorted((a, b) => compareTypes(a.definition.type, b.definition.type))
}

async function readFileOf(
  folder: string,
  file: string,
): Promise<{ contracts: Contract[]; faults: string[] }> {
  const docstrings = readDocstrings(await readFile(path.join(folder, file), 'utf8'))
  const exported: Record<string, unknown> = await import(path.join(folder, file))
  const contracts: Contract[] = []
  const faults: string[] = []
  for (const [name, definition] of Object.entries(exported)) {
    if (!isDefinition(definition)) continue
    const description = definition.schema.description ?? docstrings.get(name) ?? ''
    contracts.push({ definition, description })
    faults.push(...faultsOf({ definition, description }, `contracts/${file}`))
  }
  return { contracts, faults }
}

function faultsOf({ definition, description }: Contract, file: string): string[] {
  const { type, publisher, schema } = definition
  const faults: string[] = []
  if (!TYPE.test(type))
    faults.push(`${type} (${file}): a type is <publisher>.<aggregate>.<what-happened>.v<version>.`)
  if (file !== `contracts/${publisher}.ts`)
    faults.push(`${type} is declared in ${file}: it belongs to contracts/${publisher}.ts.`)
  if (!/\bSubject: /.test(description))
    faults.push(
      `${type} (${file}) wants a comment above it: what happened, and "Subject: " with whose id that is.`,
    )
  for (const { path: field } of walk(toJsonSchema(schema))) {
    const named = field !== '' && !field.endsWith('[]')
    if (named && !isDescribed(schema, field))
      faults.push(`${type} (${file}): data.${field} wants a description, .describe('…').`)
  }
  return [...new Set(faults)]
}

/** The options of a union need no description where the union has one. */
function isDescribed(schema: EventDefinition<unknown>['schema'], field: string): boolean {
  return [...walk(toJsonSchema(schema))].some((it) => it.path === field && Boolean(it.schema.description))
}

function isDefinition(value: unknown): value is EventDefinition<unknown> {
  return typeof value === 'object' && value !== null && 'publisher' in value && 'schema' in value
}

/** By name, then by version: v10 after v9. */
const compareTypes = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })

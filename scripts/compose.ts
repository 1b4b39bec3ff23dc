import { readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { composeSubgraphs, type Finding, type SubgraphSource } from '@tradewind/composition'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'

const root = resolve(import.meta.dirname, '..')

/** Which supergraph configuration is read and where the supergraph goes; both default to the repository's own. */
export interface ComposePaths {
  config?: string
  output?: string
}

/** The subgraphs do not make a supergraph. `message` has one sentence for each finding, with its places. */
export class CompositionError extends Error {
  override name = 'CompositionError'
}

const subgraphShape = z.object({ routing_url: z.url(), schema: z.object({ file: z.string() }) })
const configShape = z.object({
  federation_version: z.string(),
  subgraphs: z.record(z.string(), subgraphShape),
})

/**
 * Composes the subgraphs named by supergraph.yaml, writing nothing.
 * Throws a CompositionError when a file cannot be read or the schemas do not fit together.
 */
export async function compose(
  paths: ComposePaths = {},
): Promise<{ supergraphSdl: string; hints: readonly Finding[] }> {
  const result = composeSubgraphs(await readSubgraphs(configPath(paths)))
  if (!result.ok) throw new CompositionError(result.errors.map(describe).join('\n'))
  return result
}

/** Whether the supergraph on disk differs from what the subgraphs compose to now, or is missing. */
export async function isStale(paths: ComposePaths = {}): Promise<boolean> {
  const { supergraphSdl } = await compose(paths)
  const written = await readFile(outputPath(paths), 'utf8').catch(() => null)
  return written !== supergraphSdl
}

/** Composes and writes the supergraph; answers whether the file changed, and the hints. */
export async function writeSupergraph(
  paths: ComposePaths = {},
): Promise<{ changed: boolean; hints: readonly Finding[] }> {
  const { supergraphSdl, hints } = await compose(paths)
  const output = outputPath(paths)
  const changed = (await readFile(output, 'utf8').catch(() => null)) !== supergraphSdl
  if (changed) {
    // Renamed into place, so that a router watching the file never reads half of it.
    await writeFile(`${output}.new`, supergraphSdl)
    await rename(`${output}.new`, output)
  }
  return { changed, hints }
}

async function readSubgraphs(config: string): Promise<SubgraphSource[]> {
  const parsed = configShape.safeParse(readYaml(config, await readText(config)))
  if (!parsed.success) {
    throw new CompositionError(
      `${display(config)} is not a supergraph configuration: ${z.prettifyError(parsed.error)}`,
    )
  }
  const reading = Object.entries(parsed.data.subgraphs).map(async ([name, subgraph]) => {
    const file = resolve(dirname(config), subgraph.schema.file)
    return { name, url: subgraph.routing_url, sdl: await readText(file), place: display(file) }
  })
  const results = await Promise.allSettled(reading)
  const unreadable = results.flatMap((result) =>
    result.status === 'rejected' ? [String(result.reason.message)] : [],
  )
  if (unreadable.length > 0) throw new CompositionError(unreadable.join('\n'))
  return Promise.all(reading)
}

function readYaml(config: string, text: string): unknown {
  try {
    return parseYaml(text)
  } catch (error) {
    throw new CompositionError(`${display(config)} is not YAML: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(error)
    throw new CompositionError(`Cannot read ${display(file)}: ${reason}.`, { cause: error })
  }
}

/** A finding as text for a person: the sentence with its code, then a line for each place it is about. */
export function describe({ code, message, locations }: Finding): string {
  const places = locations.map(({ place, line, column }) => `    at ${place}:${line}:${column}`)
  return [`${message} (${code})`, ...places].join('\n')
}

const configPath = ({ config }: ComposePaths): string => resolve(root, config ?? 'supergraph.yaml')
const outputPath = ({ output }: ComposePaths): string => resolve(root, output ?? 'router/supergraph.graphql')
const display = (file: string): string => relative(root, file)

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { check: { type: 'boolean' }, config: { type: 'string' }, output: { type: 'string' } },
  })
  const output = display(outputPath(values))
  if (values.check) {
    if (!(await isStale(values))) return console.log(`${output} is up to date.`)
    throw new CompositionError(`${output} is not what the subgraphs compose to. Run "npm run compose".`)
  }
  const { changed, hints } = await writeSupergraph(values)
  for (const hint of hints) console.warn(`Hint: ${describe(hint)}`)
  console.log(changed ? `Wrote ${output}.` : `${output} was up to date.`)
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof CompositionError ? error.message : error)
    process.exitCode = 1
  })
}

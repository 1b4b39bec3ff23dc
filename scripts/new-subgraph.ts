/**
 * Makes a new microservice from templates/subgraph/, takes it into the supergraph, and says what to do next.
 *   npm run new:subgraph -- <name> [--entity <what it owns, in the singular>]
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { requireFree } from './new-subgraph/conflicts.ts'
import { namesOf, pascalCase, placeholders, type Names } from './new-subgraph/names.ts'
import { nextSteps } from './new-subgraph/next-steps.ts'
import { Refusal } from './new-subgraph/refusal.ts'
import { renderTemplate, type RenderedFile } from './new-subgraph/render.ts'
import { runSteps, StepError } from './new-subgraph/steps.ts'
import { withSubgraph } from './new-subgraph/supergraph-file.ts'

const root = path.resolve(import.meta.dirname, '..')

/** Everything that can be refused is refused before anything is written. */
function plan(): { names: Names; files: RenderedFile[] } {
  const names = readArguments()
  const timestamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const files = renderTemplate(root, placeholders(names, timestamp))
  requireFree(root, { name: names.name, type: pascalCase(names.one), files })
  return { names, files }
}

function readArguments(): Names {
  const { positionals, values } = ((): { positionals: string[]; values: { entity?: string } } => {
    try {
      return parseArgs({ allowPositionals: true, options: { entity: { type: 'string' } } })
    } catch (error) {
      throw new Refusal((error as Error).message, { cause: error })
    }
  })()
  if (positionals.length > 1) throw new Refusal('Name one subgraph: words of a name are joined by hyphens.')
  return namesOf(positionals[0], values.entity)
}

/** Writes the files and the entry in supergraph.yaml; returns the port of the subgraph. */
function write(name: string, files: readonly RenderedFile[]): number {
  for (const file of files) {
    mkdirSync(path.join(root, path.dirname(file.path)), { recursive: true })
    writeFileSync(path.join(root, file.path), file.text)
  }
  const supergraph = path.join(root, 'supergraph.yaml')
  const { text, port } = withSubgraph(readFileSync(supergraph, 'utf8'), name)
  writeFileSync(supergraph, text)
  return port
}

try {
  const { names, files } = plan()
  const port = write(names.name, files)
  await runSteps(
    root,
    files.map((file) => file.path),
  )
  console.log(nextSteps(names, port))
} catch (error) {
  if (!(error instanceof Refusal || error instanceof StepError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

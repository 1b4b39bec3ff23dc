/**
 * Makes a new microservice from templates/subgraph/, takes it into the supergraph, and says what to do next.
 *   npm run new:subgraph -- <name> [--entity <what it owns, in the singular>]
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { nextSteps } from './new-subgraph/next-steps.ts'
import { plan } from './new-subgraph/plan.ts'
import { Refusal } from './new-subgraph/refusal.ts'
import type { RenderedFile } from './new-subgraph/render.ts'
import { runSteps, StepError } from './new-subgraph/steps.ts'
import { withSubgraph } from './new-subgraph/supergraph-file.ts'

const root = path.resolve(import.meta.dirname, '..')

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
  const { names, files } = plan(root, process.argv.slice(2))
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

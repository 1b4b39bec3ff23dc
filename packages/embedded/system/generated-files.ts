import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Start } from './steps.ts'
import { runTool } from './tool.ts'

/** Begins to generate code, and returns what waits for its end: it takes other files than the databases do, and a core of its own. */
export function beginGenerating({ options, step, signal, started }: Start): () => Promise<void> {
  const abandon = new AbortController()
  const generating = runTool(options.root, 'scripts/generate.ts', AbortSignal.any([signal, abandon.signal]))
  const ended = Promise.allSettled([generating])
  started.defer(async () => {
    abandon.abort()
    await ended
  })
  return () =>
    step('Generating code from the schemas', async ({ done }) => {
      const lines = await generating
      const count = lines[0]?.startsWith('Generated') ? lines.length - 1 : 0
      done(count > 0 ? `Generated code for ${count} schemas` : 'Generated code is up to date')
    })
}

/** Composes the supergraph where that has not been done, and returns its file. */
export async function composeIfMissing({ options, step, signal }: Start): Promise<string> {
  const file = path.join(options.root, 'router', 'supergraph.graphql')
  if (existsSync(file)) return file
  return await step('Composing the supergraph', async ({ done }) => {
    await runTool(options.root, 'scripts/compose.ts', signal)
    done('The supergraph is composed')
    return file
  })
}

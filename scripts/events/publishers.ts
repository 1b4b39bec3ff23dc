import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'

const PUBLICATION = /\bpublish(?:All|Versions)?\(\s*[\w.]+,\s*(\w+)\.(\w+)/g

/**
 * Where subgraphs publish what is not theirs to publish: an event of their own making, or another's. A sentence for each
 * place. What a definition is passed through hides from this; who reads the envelope sees it all the same.
 */
export async function findForeignPublications(
  subgraphs: string,
  publishers: ReadonlySet<string>,
): Promise<string[]> {
  const faults: string[] = []
  for await (const file of glob('*/**/*.ts', {
    cwd: subgraphs,
    exclude: ['**/generated/**', '**/node_modules/**', '*/test/**'],
  })) {
    if (file.endsWith('.test.ts')) continue
    const [subgraph = ''] = file.split(path.sep)
    const source = await readFile(path.join(subgraphs, file), 'utf8')
    if (/\bdefineEvent\(/.test(source))
      faults.push(
        `subgraphs/${file} declares an event: that belongs in packages/events/contracts/${subgraph}.ts.`,
      )
    for (const [, owner = '', name] of source.matchAll(PUBLICATION))
      if (publishers.has(owner) && owner !== subgraph)
        faults.push(`subgraphs/${file} publishes ${owner}.${name}: only ${owner} may.`)
  }
  return faults.toSorted()
}

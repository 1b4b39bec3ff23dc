/**
 * `npm run check:schemas`: publishes every subgraph, as it was where this branch left main, to a registry that is there
 * for this alone, tells it what the repository's own clients send, and checks every subgraph as it is now with rover.
 * Fails where a change would break one of those clients, or does not compose.
 *   --against <git ref> compares with that instead: the release that is in production, say.
 */
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '@tradewind/embedded'
import { BaselineError, findBaseCommit } from '../base-commit.ts'
import { findRover } from '../rover/rover.ts'
import { checkRelease, type ReleaseResult } from './check-release.ts'
import { filesOf, readSubgraphs, type ReadFile } from './release.ts'
import { sentOperations } from './sent-operations.ts'
import { startTemporaryRegistry } from './temporary-registry.ts'

const root = path.resolve(import.meta.dirname, '../..')

/** Compares the schemas of two states of a repository, in a PostgreSQL that may be filled. */
export async function compareReleases(
  postgresUrl: string,
  { before, after, folder }: { before: ReadFile; after: ReadFile; folder: string },
): Promise<ReleaseResult> {
  const published = await readSubgraphs(before)
  const operations = await sentOperations(published, before)
  const registry = await startTemporaryRegistry({
    postgresUrl,
    folder: path.join(folder, 'published'),
    subgraphs: published,
    operations,
  })
  try {
    return await checkRelease({ registry, folder, published, subgraphs: await readSubgraphs(after) })
  } finally {
    await registry.stop()
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { against: { type: 'string' } } })
  const rover = findRover()
  if (!rover || spawnSync(rover, ['--version']).status !== 0)
    return console.log('NOTICE: no rover binary runs on this machine, so no schema was checked.')
  const base = await findBaseCommit(root, {
    against: values.against,
    ci: Boolean(process.env['CI']),
    usage: 'npm run check:schemas -- --against <git ref>',
  })
  if (!base || (await base.read('supergraph.yaml')) === null)
    return console.log('There is nothing published to compare with.')
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tradewind-schemas-'))
  const postgres = await startPostgres({
    directory: path.join(folder, 'postgres'),
    password: crypto.randomUUID(),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  })
  try {
    const after = filesOf(root)
    const result = await compareReleases(postgres.url(), { before: base.read, after, folder })
    for (const { name, passed, output } of result.subgraphs)
      console.log(`${passed ? '✓' : '✗'} ${name}${passed ? '' : `\n${output}\n`}`)
    console.log(result.passed ? `Compatible with ${base.name}.` : `Compared with ${base.name}.`)
    process.exitCode = result.passed ? 0 : 1
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof BaselineError ? error.message : error)
    process.exitCode = 1
  })
}

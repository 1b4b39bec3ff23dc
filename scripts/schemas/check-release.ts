import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findRover, roverEnvironment } from '../rover/rover.ts'
import type { Subgraph } from './release.ts'
import { GRAPH_REF, type TemporaryRegistry } from './temporary-registry.ts'

/** What rover said of one subgraph. */
export interface SubgraphResult {
  readonly name: string
  readonly passed: boolean
  readonly output: string
}

export interface ReleaseResult {
  /** In an order in which they can be shipped; those that failed come last. */
  readonly subgraphs: readonly SubgraphResult[]
  readonly passed: boolean
}

export interface ReleaseOptions {
  readonly registry: Pick<TemporaryRegistry, 'url' | 'key'>
  /** An empty folder. */
  readonly folder: string
  readonly subgraphs: readonly Subgraph[]
  /** What the registry has of them. */
  readonly published: readonly Subgraph[]
}

/**
 * Checks every subgraph with rover as its team's pipeline does. Those that failed are checked once more with those that
 * passed published: subgraphs pass together when there is an order in which they can be shipped one by one.
 */
export async function checkRelease(options: ReleaseOptions): Promise<ReleaseResult> {
  const passed: SubgraphResult[] = []
  let pending = options.subgraphs
  for (;;) {
    const results: (SubgraphResult & { readonly subgraph: Subgraph })[] = []
    for (const subgraph of pending)
      results.push({ ...(await rover(options, ['subgraph', 'check', GRAPH_REF], subgraph)), subgraph })
    const shipped = results.filter((result) => result.passed)
    const failed = results.filter((result) => !result.passed)
    passed.push(...shipped)
    if (failed.length === 0) return { subgraphs: passed, passed: true }
    const changed = shipped.filter(({ subgraph }) => isChanged(options, subgraph))
    // Nothing would be another thing for those that failed.
    if (changed.length === 0) return { subgraphs: [...passed, ...failed], passed: false }
    for (const { subgraph } of changed) {
      const publish = ['subgraph', 'publish', GRAPH_REF, '--routing-url', subgraph.url]
      const published = await rover(options, publish, subgraph)
      if (!published.passed) return { subgraphs: [...passed, published], passed: false }
    }
    pending = failed.map(({ subgraph }) => subgraph)
  }
}

const isChanged = ({ published }: ReleaseOptions, { name, sdl }: Subgraph): boolean =>
  published.find((subgraph) => subgraph.name === name)?.sdl !== sdl

/** How long one command may take: rover itself waits 5 minutes for a check. */
const TIMEOUT_MS = 120_000

async function rover(
  { registry, folder }: ReleaseOptions,
  command: readonly string[],
  { name, sdl }: Subgraph,
): Promise<SubgraphResult> {
  const schema = path.join(folder, `${name}.graphql`)
  await writeFile(schema, sdl)
  const env = roverEnvironment({
    PATH: process.env['PATH'],
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    NO_COLOR: '1',
    APOLLO_CONFIG_HOME: folder,
    APOLLO_REGISTRY_URL: `${registry.url}/graphql`,
    APOLLO_KEY: registry.key,
  })
  return new Promise((resolve) => {
    execFile(
      String(findRover()),
      [...command, '--name', name, '--schema', schema],
      { env, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) =>
        resolve({ name, passed: error === null, output: `${stdout}${stderr}`.trim() }),
    )
  })
}

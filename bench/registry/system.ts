import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createDatabase, migrate, startPostgres } from '@tradewind/embedded'
import { freePorts } from '../../packages/embedded/processes/ports.ts'
import { startProcess } from './process.ts'

const repository = path.resolve(import.meta.dirname, '../..')
const graph = 'bench'
export const graphRef = `${graph}@current`
export const keys = {
  router: `service:${graph}:router-key-of-the-benchmark`,
  rover: `service:${graph}:rover-key-of-the-benchmark`,
}

/** A router, and where it tells what it has used of the processor. */
export interface Router {
  readonly url: string
  readonly metricsUrl: string
}

/** A registry that has this checkout's schemas, and two routers of its graph: one reports usage, the other does not. */
export interface BenchedSystem {
  readonly registryUrl: string
  readonly reporting: Router
  readonly silent: Router
  stop(): Promise<void>
}

export async function startSystem(): Promise<BenchedSystem> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tradewind-bench-registry-'))
  await using started = new AsyncDisposableStack()
  started.defer(() => rm(directory, { recursive: true, force: true }))
  const start = async (script: string, settings: Readonly<Record<string, string>>): Promise<string> => {
    const { url, stop } = await startProcess(script, settings)
    started.defer(stop)
    return url
  }

  const postgres = await startPostgres({
    directory: path.join(directory, 'postgres'),
    password: crypto.randomUUID(),
  })
  started.defer(() => postgres.stop())
  const databaseUrl = await createDatabase(postgres.url(), {
    name: 'registry',
    role: 'registry',
    password: crypto.randomUUID(),
  })
  await migrate(databaseUrl, path.join(repository, 'prisma/registry/migrations'))

  // Nobody signs in here, so nobody asks for these keys.
  const common = { PORT: '0', JWKS_URL: 'http://127.0.0.1:9/jwks.json' }
  const registryUrl = await start('registry/main.ts', {
    ...common,
    DATABASE_URL: databaseUrl,
    ROUTER_URL: 'http://127.0.0.1:9/graphql',
    COOKIE_SECRET: crypto.randomUUID(),
    PUBLISH_SUPERGRAPH: path.join(repository, 'supergraph.yaml'),
    PUBLISH_TO: graphRef,
    ROUTER_KEY: keys.router,
    ROVER_KEY: keys.rover,
  })
  const subgraph = await start('bench/registry/subgraph.ts', {})
  const startRouter = async (reports: boolean): Promise<Router> => {
    const [metricsPort] = await freePorts(1)
    const url = await start('router/main.ts', {
      ...common,
      METRICS_PORT: String(metricsPort),
      ROUTER_SECRET: crypto.randomUUID(),
      SUBGRAPH_URLS: `catalog=${subgraph}`,
      REGISTRY_URL: registryUrl,
      REGISTRY_KEY: keys.router,
      GRAPH_REF: graphRef,
      USAGE_REPORTING: String(reports),
      // Five times as often as by default, so that every window has its share of them.
      USAGE_REPORT_INTERVAL_MS: '2000',
    })
    return { url, metricsUrl: `http://127.0.0.1:${metricsPort}/metrics` }
  }
  const [reporting, silent] = [await startRouter(true), await startRouter(false)]
  const stack = started.move()
  return { registryUrl, reporting, silent, stop: () => stack.disposeAsync() }
}

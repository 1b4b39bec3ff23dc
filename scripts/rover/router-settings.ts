import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readSecrets } from '../../packages/embedded/system/secrets.ts'
import { foldersIn } from '../../packages/embedded/system/state-folder.ts'
import { readSubgraphs } from '../../packages/embedded/system/supergraph.ts'

const root = path.resolve(import.meta.dirname, '../..')

/**
 * The settings of the router that `rover dev` runs: what rover says in the arguments, and otherwise what fits the
 * system that `npm start` runs, unless the environment says something else.
 */
export function routerSettings(
  args: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): Record<string, string> {
  const { supergraph, listen, log } = parseArgs({
    args: [...args],
    strict: false,
    options: { supergraph: { type: 'string' }, listen: { type: 'string' }, log: { type: 'string' } },
  }).values
  const address = new URL(`http://${typeof listen === 'string' ? listen : '127.0.0.1:4000'}`)
  return {
    NODE_ENV: 'development',
    SUPERGRAPH_PATH: String(supergraph),
    // Who has just saved a schema is waiting for it.
    SUPERGRAPH_POLL_MS: '50',
    HOST: address.hostname.replace(/^\[|\]$/g, ''),
    PORT: address.port || '80',
    METRICS_PORT: '0',
    SHUTDOWN_DRAIN_MS: '100',
    // Rover shows no more than warnings.
    LOG_LEVEL: log === 'DEBUG' || log === 'TRACE' ? 'debug' : 'warn',
    JWKS_URL: environment['JWKS_URL'] ?? identityKeys(),
    ROUTER_SECRET: environment['ROUTER_SECRET'] ?? routerSecret(),
    // What is tried out here is the supergraph on this machine, and nobody's usage.
    REGISTRY_URL: '',
    REGISTRY_KEY: '',
    GRAPH_REF: '',
  }
}

function identityKeys(): string {
  const identity = readSubgraphs(root).find(({ name }) => name === 'identity')
  return `http://localhost:${identity?.port ?? 4001}/.well-known/jwks.json`
}

/** The one that the subgraphs of `npm start` know; subgraphs of another make ask for none. */
function routerSecret(): string {
  const { secrets } = foldersIn(path.join(root, '.tradewind'))
  return existsSync(secrets) ? readSecrets(secrets).router : randomBytes(32).toString('hex')
}

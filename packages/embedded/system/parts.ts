import path from 'node:path'
import type { Settings } from './environment.ts'
import type { Secrets } from './secrets.ts'
import type { SubgraphAddress } from './supergraph.ts'

type Variables = Record<string, string>

/** What the environment of a part is made of. */
export interface Surroundings {
  readonly settings: Settings
  readonly secrets: Secrets
  readonly supergraphPath: string
  /** The supergraph.yaml of the checkout. */
  readonly supergraphConfig: string
  /** `http://127.0.0.1:<port>` of every part. */
  readonly urls: Readonly<Record<string, string>>
  readonly subgraphs: readonly string[]
  readonly databases: Readonly<Record<string, string>>
  readonly queueUrl: string
}

/** A process that is started beside the others. */
export interface PartDefinition {
  readonly name: string
  /** Its program, from the root. */
  readonly script: string
  /** Its ports, by the variable that tells it: the first is where it answers. */
  readonly ports: Readonly<Record<string, number>>
  /** Stopped before the subgraphs, in the order of the table. */
  readonly edge?: true
  /** The part of which this is a further process. */
  readonly replicaOf?: string
  environment(surroundings: Surroundings): Variables
}

const registry = 'registry'
/** The graph of this checkout in its registry. */
export const GRAPH = 'tradewind'

/** A key of the checkout's graph, in the form that rover knows. */
export const registryKey = (secret: string): string => `service:${GRAPH}:${secret}`

/** The processes beside the subgraphs, in the order in which they stop. A further one is an entry here. */
const edge: readonly PartDefinition[] = [
  {
    name: 'router',
    script: 'router/main.ts',
    ports: { PORT: 4000, METRICS_PORT: 4090 },
    edge: true,
    environment: ({ settings, secrets, supergraphPath, urls, subgraphs, queueUrl }) => ({
      HOST: settings.HOST,
      ...tokens(settings, urls),
      ROUTER_SECRET: secrets.router,
      SUPERGRAPH_PATH: supergraphPath,
      QUEUE_URL: queueUrl,
      SUBGRAPH_URLS: subgraphs.map((name) => `${name}=${urls[name]}/graphql`).join(','),
      ...(urls[registry] && {
        REGISTRY_URL: urls[registry],
        REGISTRY_KEY: registryKey(secrets.routerKey),
        GRAPH_REF: `${GRAPH}@current`,
      }),
      // A frontend in development runs on a port of its own. No cookie is involved, so any origin may ask.
      CORS_ORIGINS: settings.all['CORS_ORIGINS'] ?? '*',
    }),
  },
  {
    name: registry,
    script: 'registry/main.ts',
    ports: { PORT: 4100 },
    edge: true,
    environment: ({ settings, secrets, supergraphConfig, urls, databases }) => ({
      HOST: settings.HOST,
      ...tokens(settings, urls),
      DATABASE_URL: databases[registry] ?? '',
      ROUTER_URL: `${urls['router']}/graphql`,
      REGISTRY_PUBLIC_URL: settings.all['REGISTRY_PUBLIC_URL'] ?? onLocalhost(urls[registry]!),
      COOKIE_SECRET: secrets.cookie,
      PUBLISH_SUPERGRAPH: supergraphConfig,
      PUBLISH_TO: `${GRAPH}@current`,
      ROUTER_KEY: registryKey(secrets.routerKey),
      ROVER_KEY: registryKey(secrets.roverKey),
    }),
  },
  {
    name: 'console',
    script: 'console/main.ts',
    ports: { PORT: 4200 },
    edge: true,
    environment: ({ settings, secrets, urls, subgraphs, queueUrl }) => ({
      HOST: settings.HOST,
      ...tokens(settings, urls),
      QUEUE_URL: queueUrl,
      ROUTER_URL: `${urls['router']}/graphql`,
      HEALTH_TARGETS: ['router', ...(urls[registry] ? [registry] : []), ...subgraphs]
        .map((name) => `${name}=${urls[name]}`)
        .join(','),
      CONSOLE_URL: settings.all['CONSOLE_URL'] ?? onLocalhost(urls['console']!),
      COOKIE_SECRET: secrets.cookie,
    }),
  },
]

/** What one subgraph is given that the others are not. */
const extras: Readonly<Record<string, (surroundings: Surroundings) => Variables>> = {
  identity: ({ secrets }) => ({
    KEY_ENCRYPTION_SECRET: secrets.keyEncryption,
    ADMIN_EMAIL: secrets.admin.email,
    ADMIN_PASSWORD: secrets.admin.password,
  }),
  ordering: ({ secrets }) => ({ EVENTS_SEALING_KEY: secrets.sealing }),
  payments: ({ secrets }) => ({ EVENTS_SEALING_KEY: secrets.sealing }),
}

/** Every process of the system with the ports it has by default: the table above, then the subgraphs. */
export function defineParts(
  subgraphs: readonly SubgraphAddress[],
  { REGISTRY }: Pick<Settings, 'REGISTRY'>,
): PartDefinition[] {
  const wanted = edge.filter(({ name }) => REGISTRY || name !== registry)
  return [...wanted, ...subgraphs.map(defineSubgraph)]
}

function defineSubgraph({ name, port }: SubgraphAddress): PartDefinition {
  return {
    name,
    script: path.join('subgraphs', name, 'main.ts'),
    ports: { PORT: port },
    environment: (surroundings) => ({
      HOST: '127.0.0.1',
      ...tokens(surroundings.settings, surroundings.urls),
      DATABASE_URL: surroundings.databases[name] ?? '',
      QUEUE_URL: surroundings.queueUrl,
      ROUTER_SECRET: surroundings.secrets.router,
      ...extras[name]?.(surroundings),
    }),
  }
}

const onLocalhost = (url: string): string => url.replace('127.0.0.1', 'localhost')

/** How access tokens are checked: by identity's keys, unless another provider is named. */
function tokens(settings: Settings, urls: Readonly<Record<string, string>>): Variables {
  return {
    JWKS_URL: settings.JWKS_URL ?? `${urls['identity']}/.well-known/jwks.json`,
    TOKEN_ISSUER: settings.TOKEN_ISSUER,
  }
}

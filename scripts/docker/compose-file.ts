import { stringify } from 'yaml'
import { nodeFlags } from '../../packages/embedded/processes/node-flags.ts'
import { subgraphs, withDatabase, type SubgraphPart } from './parts.ts'

const header = `# The production shape on one host: a PostgreSQL and a role for every subgraph and the registry, Redis for the queues,
# the router, the subgraphs, the schema registry, the console. Written by \`npm run compose\` from supergraph.yaml and subgraphs/*/container.yaml; do not edit.
#   npm run secrets && docker compose up --build
`

const POSTGRES = 'postgres:18.4-bookworm'
const REDIS = 'redis:8.4-bookworm'
const mounted = (secret: string): string => `/run/secrets/${secret}`

type Service = Record<string, unknown>

/** The text of docker-compose.yml. */
export function composeFile(): string {
  const parts = subgraphs()
  const services: Record<string, Service> = { redis: redis() }
  for (const part of parts) Object.assign(services, subgraphServices(part, parts))
  services['router'] = router(parts)
  Object.assign(services, databaseServices('registry'))
  services['registry'] = registry(parts)
  services['console'] = consoleService(parts)
  return (
    header +
    stringify(
      {
        services,
        networks: networks(),
        volumes: volumes(),
        secrets: secrets(services),
      },
      { lineWidth: 120, aliasDuplicateObjects: false },
    )
  )
}

/** What keeps a container of ours in its place: no root, no writing, no new privileges, bounded memory, room to stop. */
const confined = {
  restart: 'unless-stopped',
  read_only: true,
  tmpfs: ['/tmp'],
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  mem_limit: '512m',
  stop_grace_period: '20s',
}

const image = (part: string): Service => ({
  build: { context: '.', dockerfile: 'deploy/docker/Dockerfile', target: 'part', args: { PART: part } },
  command: ['node', ...nodeFlags(`${part}/main.ts`), `${part}/main.ts`],
  ...confined,
})

const tokens = (parts: readonly SubgraphPart[]): Record<string, string> => {
  const identity = parts.find((part) => part.name === 'identity')
  return { JWKS_URL: `http://identity:${identity?.port}/.well-known/jwks.json`, TOKEN_ISSUER: 'tradewind' }
}

/** Whoever wants traces says where to; empty is as good as not set. */
const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: '${OTEL_EXPORTER_OTLP_ENDPOINT:-}' }

const healthy = (...names: string[]): Service =>
  Object.fromEntries(names.map((name) => [name, { condition: 'service_healthy' }]))

function subgraphServices(
  { name, port, extras }: SubgraphPart,
  parts: readonly SubgraphPart[],
): Record<string, Service> {
  const secretSettings = {
    DATABASE_URL: `${name}_database_url`,
    QUEUE_URL: 'queue_url',
    ROUTER_SECRET: 'router_secret',
    ...extras.secrets,
  }
  return {
    ...databaseServices(name),
    [name]: {
      ...image(`subgraphs/${name}`),
      environment: {
        PORT: String(port),
        ...tokens(parts),
        ...traces,
        ...extras.environment,
        ...fromFiles(secretSettings),
      },
      secrets: Object.values(secretSettings),
      networks: [name, 'tradewind'],
      depends_on: { ...healthy('redis'), ...migrated(name) },
    },
  }
}

/** A PostgreSQL for one part, and what brings its database up to date. */
const databaseServices = (name: string): Record<string, Service> => ({
  [`postgres-${name}`]: postgres(name),
  [`migrate-${name}`]: {
    build: { context: '.', dockerfile: 'deploy/docker/Dockerfile', target: 'migrator' },
    command: ['node', 'scripts/migrate.ts', name],
    environment: { DATABASE_URL_FILE: mounted(`${name}_database_url`) },
    secrets: [`${name}_database_url`],
    networks: [name],
    depends_on: healthy(`postgres-${name}`),
    ...confined,
    restart: 'on-failure',
  },
})

const migrated = (name: string): Service => ({
  [`migrate-${name}`]: { condition: 'service_completed_successfully' },
})

/** Settings whose values are in the files of secrets. */
const fromFiles = (settings: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([key, secret]) => [`${key}_FILE`, mounted(secret)]))

/** Each database is on a network that only its part and its migrations are on. */
const postgres = (name: string): Service => ({
  image: POSTGRES,
  restart: 'unless-stopped',
  environment: { POSTGRES_PASSWORD_FILE: mounted(`${name}_postgres_password`), SUBGRAPH: name },
  secrets: [
    `${name}_postgres_password`,
    { source: `${name}_database_password`, target: 'database_password' },
  ],
  volumes: [
    `postgres-${name}:/var/lib/postgresql`,
    './deploy/docker/create-role.sh:/docker-entrypoint-initdb.d/role.sh:ro',
  ],
  networks: [name],
  healthcheck: {
    test: ['CMD', 'pg_isready', '--username', 'postgres', '--dbname', name],
    interval: '5s',
    timeout: '3s',
    retries: 10,
    start_period: '30s',
  },
  shm_size: '128mb',
  stop_grace_period: '30s',
})

/** Append-only file on, nothing ever evicted: a queue that forgets is no queue. */
const redis = (): Service => ({
  image: REDIS,
  restart: 'unless-stopped',
  command: ['redis-server', mounted('redis_config')],
  secrets: ['redis_config', 'redis_password'],
  volumes: ['redis:/data'],
  networks: ['tradewind'],
  healthcheck: {
    test: ['CMD-SHELL', `REDISCLI_AUTH="$$(cat ${mounted('redis_password')})" redis-cli ping | grep -q PONG`],
    interval: '5s',
    timeout: '3s',
    retries: 10,
  },
  stop_grace_period: '30s',
})

const router = (parts: readonly SubgraphPart[]): Service => ({
  ...image('router'),
  // Its space for young objects may grow to 192 MiB (three times that of its Node flag), and Node lets the old ones have
  // half of the container's memory, where kept answers and subscriptions are. Under large answers to 128 clients at a time
  // it had 420 MiB without either: in 512 MiB the kernel would end it before Node's collector sees a reason to hurry.
  mem_limit: '1024m',
  environment: {
    PORT: '4000',
    METRICS_PORT: '4090',
    ...tokens(parts),
    ...traces,
    SUBGRAPH_URLS: parts.map(({ name, port }) => `${name}=http://${name}:${port}/graphql`).join(','),
    REGISTRY_URL: 'http://registry:4100',
    GRAPH_REF: 'tradewind@current',
    ROUTER_SECRET_FILE: mounted('router_secret'),
    REGISTRY_KEY_FILE: mounted('registry_router_key'),
    // Where the router hears of changes to what it keeps.
    QUEUE_URL_FILE: mounted('queue_url'),
  },
  secrets: ['router_secret', 'registry_router_key', 'queue_url'],
  ports: ['4000:4000'],
  networks: ['tradewind'],
  depends_on: healthy('redis', ...parts.map(({ name }) => name)),
})

const registrySecrets = {
  DATABASE_URL: 'registry_database_url',
  COOKIE_SECRET: 'cookie_secret',
  ROUTER_KEY: 'registry_router_key',
  ROVER_KEY: 'registry_rover_key',
}

/** It publishes the schemas of the checkout that this file is in; other schemas come to it by rover. */
const registry = (parts: readonly SubgraphPart[]): Service => ({
  ...image('registry'),
  // Composing takes up to COMPOSITION_MEMORY_MB beside what the process takes itself.
  mem_limit: '1280m',
  environment: {
    PORT: '4100',
    ...tokens(parts),
    ROUTER_URL: 'http://router:4000/graphql',
    REGISTRY_PUBLIC_URL: '${REGISTRY_PUBLIC_URL:-http://localhost:4100}',
    PUBLISH_SUPERGRAPH: 'supergraph.yaml',
    PUBLISH_TO: 'tradewind@current',
    PUBLISH_ONCE: 'true',
    ...fromFiles(registrySecrets),
  },
  secrets: Object.values(registrySecrets),
  volumes: ['supergraph.yaml', ...parts.map(({ schema }) => schema)].map(
    (file) => `./${file}:/app/${file}:ro`,
  ),
  ports: ['127.0.0.1:4100:4100'],
  networks: ['registry', 'tradewind'],
  depends_on: migrated('registry'),
})

const consoleService = (parts: readonly SubgraphPart[]): Service => ({
  ...image('console'),
  environment: {
    PORT: '4200',
    ROUTER_URL: 'http://router:4000/graphql',
    HEALTH_TARGETS: [['router', 4000], ['registry', 4100], ...parts.map(({ name, port }) => [name, port])]
      .map(([name, port]) => `${name}=http://${name}:${port}`)
      .join(','),
    ...tokens(parts),
    CONSOLE_URL: '${CONSOLE_URL:-http://localhost:4200}',
    TRACE_URL: '${TRACE_URL:-}',
    QUEUE_URL_FILE: mounted('queue_url'),
    COOKIE_SECRET_FILE: mounted('cookie_secret'),
  },
  secrets: ['queue_url', 'cookie_secret'],
  ports: ['127.0.0.1:4200:4200'],
  networks: ['tradewind'],
  depends_on: healthy('redis', 'router'),
})

const networks = (): Record<string, Service> => ({
  tradewind: {},
  ...Object.fromEntries(withDatabase().map((name) => [name, { internal: true }])),
})

const volumes = (): Record<string, Service> =>
  Object.fromEntries(['redis', ...withDatabase().map((name) => `postgres-${name}`)].map((name) => [name, {}]))

/** Every secret that a service mounts, from its file. */
function secrets(services: Record<string, Service>): Record<string, Service> {
  const used = Object.values(services).flatMap(
    (service) => (service['secrets'] ?? []) as (string | { source: string })[],
  )
  const names = new Set(used.map((secret) => (typeof secret === 'string' ? secret : secret.source)))
  return Object.fromEntries([...names].toSorted().map((name) => [name, { file: `./.secrets/${name}` }]))
}

import { stringify } from 'yaml'
import { subgraphs, type SubgraphPart } from './parts.ts'

const header = `# The production shape on one host: a PostgreSQL and a role for every subgraph, Redis for the queues, the router, the
# subgraphs, the console. Written by \`npm run compose\` from supergraph.yaml and subgraphs/*/container.yaml; do not edit.
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
  services['console'] = consoleService(parts)
  return (
    header +
    stringify(
      {
        services,
        networks: networks(parts),
        volumes: volumes(parts),
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
  command: ['node', `${part}/main.ts`],
  ...confined,
})

const tokens = (parts: readonly SubgraphPart[]): Record<string, string> => {
  const identity = parts.find((part) => part.name === 'identity')
  return { JWKS_URL: `http://identity:${identity?.port}/.well-known/jwks.json`, TOKEN_ISSUER: 'tradewind' }
}

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
    [name]: {
      ...image(`subgraphs/${name}`),
      environment: {
        PORT: String(port),
        ...tokens(parts),
        ...extras.environment,
        ...Object.fromEntries(
          Object.entries(secretSettings).map(([key, secret]) => [`${key}_FILE`, mounted(secret)]),
        ),
      },
      secrets: Object.values(secretSettings),
      networks: [name, 'tradewind'],
      depends_on: {
        ...healthy('redis'),
        [`migrate-${name}`]: { condition: 'service_completed_successfully' },
      },
    },
  }
}

/** Each database is on a network that only its subgraph and its migrations are on. */
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
  environment: {
    PORT: '4000',
    METRICS_PORT: '4090',
    ...tokens(parts),
    SUBGRAPH_URLS: parts.map(({ name, port }) => `${name}=http://${name}:${port}/graphql`).join(','),
    ROUTER_SECRET_FILE: mounted('router_secret'),
  },
  secrets: ['router_secret'],
  ports: ['4000:4000'],
  networks: ['tradewind'],
  depends_on: healthy(...parts.map(({ name }) => name)),
})

const consoleService = (parts: readonly SubgraphPart[]): Service => ({
  ...image('console'),
  environment: {
    PORT: '4200',
    ROUTER_URL: 'http://router:4000/graphql',
    HEALTH_TARGETS: [['router', 4000], ...parts.map(({ name, port }) => [name, port])]
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

const networks = (parts: readonly SubgraphPart[]): Record<string, Service> => ({
  tradewind: {},
  ...Object.fromEntries(parts.map(({ name }) => [name, { internal: true }])),
})

const volumes = (parts: readonly SubgraphPart[]): Record<string, Service> =>
  Object.fromEntries(['redis', ...parts.map(({ name }) => `postgres-${name}`)].map((name) => [name, {}]))

/** Every secret that a service mounts, from its file. */
function secrets(services: Record<string, Service>): Record<string, Service> {
  const used = Object.values(services).flatMap(
    (service) => (service['secrets'] ?? []) as (string | { source: string })[],
  )
  const names = new Set(used.map((secret) => (typeof secret === 'string' ? secret : secret.source)))
  return Object.fromEntries([...names].toSorted().map((name) => [name, { file: `./.secrets/${name}` }]))
}

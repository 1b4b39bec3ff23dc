import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { run } from '../cli/command.ts'
import { start } from '../main.ts'
import { environmentFor, link, startRegistry, type TestRegistry } from './fixture.ts'

let registry: TestRegistry
beforeAll(async () => {
  registry = await startRegistry()
  vi.stubEnv('DATABASE_URL', registry.databaseUrl)
})
afterAll(() => {
  vi.unstubAllEnvs()
  return registry[Symbol.asyncDispose]()
})

const command = (text: string): Promise<string> => run(text.split(' '))

async function ask(key: string, query: string): Promise<Record<string, never>> {
  const response = await fetch(`${registry.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ query }),
  })
  return (await response.json()) as Record<string, never>
}

const publish = (key: string, field: string) =>
  ask(
    key,
    `mutation { graph(id: "books") { publishSubgraph(name: "shop", url: "http://shop.test", revision: "",
      graphVariant: "current", activePartialSchema: { sdl: "type Query { ${field}: Int }" }) { updatedGateway } } }`,
  )

test('a graph and a key are made, the key works and is listed without its secret, and is revoked', async () => {
  expect(await command('graphs list')).toBe('There is no graph yet.')
  await command('graphs create books')
  const [key = ''] = (await command('keys create books --name ci --scope check')).split('\n')
  expect(await ask(key, '{ me { id } }')).toEqual({ data: { me: { id: 'books' } } })
  const listed = await command('keys list books')
  expect(listed).toMatch(/ci {2}CHECK .* used/)
  expect(listed).not.toMatch(key.split(':')[2]!)
  const [id] = listed.split(' ')
  expect(await command(`keys revoke books ${id}`)).toMatch('opens nothing any more')
  expect(await ask(key, '{ me { id } }')).toEqual({ data: { me: null } })
  const audited = await registry.database.prisma.auditEntry.findMany({ orderBy: { id: 'asc' } })
  expect(audited.map(({ action }) => action)).toEqual(['key.created', 'key.revoked'])
  expect(audited[0]!.who).toMatch('npm run registry')
  const stored = await registry.database.pool.query('SELECT * FROM api_key')
  expect(JSON.stringify(stored.rows)).not.toMatch(key.split(':')[2]!)
})

test('rollback goes back to a launch by its number', async () => {
  const [key = ''] = (await command('keys create books --name deploy --scope PUBLISH')).split('\n')
  await publish(key, 'one')
  await publish(key, 'two')
  expect(await command('rollback books@current 1')).toBe('Went back to launch #1; that is launch #3.')
  expect(await command('launches books@current')).toMatch(
    /#3 .* ROLLBACK .* COMPOSED +current +npm run registry/,
  )
  expect(await command('rollback books@current #3')).toBe('Launch #3 is the current one already.')
})

test('upgrade composes what an older release of the registry had composed', async () => {
  expect(await command('upgrade books@current')).toMatch('already')
  await registry.database.prisma.variant.updateMany({ data: { federationVersion: '2.13.0' } })
  const [key = ''] = (await command('keys create books --name old --scope PUBLISH')).split('\n')
  expect(JSON.stringify(await publish(key, 'three'))).toMatch('npm run registry -- upgrade')
  await registry.database.prisma.variant.updateMany({ data: { federationVersion: '2.13.0' } })
  await command('upgrade books@current')
  expect(await publish(key, 'three')).toMatchObject({
    data: { graph: { publishSubgraph: { updatedGateway: true } } },
  })
})

test.each([
  ['', 'Usage: npm run registry'],
  ['graphs create 1st', 'The id of a graph begins with a letter'],
  ['graphs create books', 'There is a graph books already.'],
  ['keys create books --name x --scope ROOT', 'Say what the key may do'],
  ['keys create nowhere --name x --scope READ', 'There is no graph nowhere.'],
  ['keys revoke books x', 'books has no key x'],
  ['rollback books@current 99', 'has no such launch'],
  ['rollback books@nowhere 1', 'There is no books@nowhere.'],
  ['keys list books --frob', 'Usage: npm run registry'],
])('`%s` says what is wrong', async (text, message) => {
  await expect(command(text)).rejects.toThrow(message)
})

test('schemas named at a start are published once, and the keys given are let in', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'registry-startup-'))
  const config = `${folder}/supergraph.yaml`
  await writeFile(`${folder}/shop.graphql`, `${link} type Query { item: Int }`)
  await writeFile(
    config,
    'subgraphs: { shop: { routing_url: http://shop.test, schema: { file: ./shop.graphql } } }',
  )
  const routerKey = `service:checkout:${'r'.repeat(32)}`
  const again = async (once = false) => {
    const settings = {
      PUBLISH_ONCE: once,
      PUBLISH_SUPERGRAPH: config,
      PUBLISH_TO: { graphId: 'checkout', variant: 'current' },
      ROUTER_KEY: routerKey,
    }
    const started = await start(environmentFor(registry.databaseUrl, settings))
    const response = await fetch(`${started.url}/supergraph/checkout/current`, {
      headers: { 'x-api-key': routerKey },
    })
    const text = await response.text()
    await started.stop()
    return text
  }
  expect(await again()).toMatch('item: Int')
  expect(await again()).toMatch('item: Int')
  await writeFile(`${folder}/shop.graphql`, `${link} type Query { item: Int more: Int }`)
  expect(await again()).toMatch('more: Int')
  await command('rollback checkout@current 1')
  expect(await again(true)).not.toMatch('more: Int')
  expect(await again()).toMatch('more: Int')
  await writeFile(`${folder}/shop.graphql`, 'type Query {')
  expect(await again()).toMatch('more: Int')
  const launches = await registry.database.prisma.launch.findMany({ where: { graphId: 'checkout' } })
  expect(launches.map(({ kind }) => kind).toSorted()).toEqual(['PUBLISH', 'PUBLISH', 'PUBLISH', 'ROLLBACK'])
  await rm(folder, { recursive: true })
})

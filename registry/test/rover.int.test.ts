import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  hasRover,
  link,
  roverFor,
  startRegistry,
  type Rover,
  type Run,
  type TestRegistry,
} from './fixture.ts'

// The real rover 0.41 against a real registry. What it prints is rover's own unless it quotes us.
let registry: TestRegistry
let rover: Rover
const closing = new AsyncDisposableStack()
beforeAll(async () => {
  registry = closing.use(await startRegistry())
  rover = closing.use(await roverFor(registry.url))
  await rover.file('shop.graphql', shop)
  await rover.file('stock.graphql', stock)
  await rover.file('clash.graphql', `${link} type Item @key(fields: "id") { id: Int! }`)
  await rover.file('broken.graphql', 'type Query {')
  await rover.file('manifest.json', manifest('query A { item { id } }'))
})
afterAll(() => closing.disposeAsync())

const shop = `${link} type Query { item: Item } type Item @key(fields: "id") { id: ID! }`
const stock = `${link} type Item @key(fields: "id") { id: ID! pieces: Int @tag(name: "internal") }`
const manifest = (body: string): string =>
  JSON.stringify({
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [{ id: 'a', body, name: 'A', type: 'query' }],
  })

interface Session {
  readonly id: string
  readonly ref: string
  rover(...options: string[]): Promise<Run>
  json(
    ...options: string[]
  ): Promise<{ data: Record<string, never>; error: { message: string; code: string } }>
  publish(subgraph: string, file?: string): Promise<Run>
}

/** A graph of its own, and rover with a key of it. */
async function session(...published: string[]): Promise<Session> {
  const { id, key } = await registry.graph('PUBLISH')
  const ref = `${id}@current`
  const run = (...options: string[]) => rover.run(key, ...options)
  const publish = (name: string, file = `${name}.graphql`) =>
    run('subgraph', 'publish', ref, '--name', name, '--schema', file, '--routing-url', `http://${name}.test`)
  for (const name of published) await publish(name)
  return {
    id,
    ref,
    publish,
    rover: run,
    json: async (...options) => JSON.parse((await run(...options, '--format', 'json')).stdout) as never,
  }
}

describe.runIf(hasRover)('who asks', () => {
  test('config whoami names the graph of the key', async () => {
    const { id, rover: ask } = await session()
    const { status, stdout } = await ask('config', 'whoami')
    expect(status).toBe(0)
    expect(stdout).toMatch(new RegExp(`Graph ID\\s+┆ ${id}`))
  })

  test('a key that the registry does not know', async () => {
    const key = `service:shop:${'a'.repeat(43)}`
    const whoami = await rover.run(key, 'config', 'whoami')
    expect(whoami).toMatchObject({ status: 1 })
    expect(whoami.stderr).toMatch('error[E013]: The registry did not recognize the provided API key')
    const list = await rover.run(key, 'subgraph', 'list', 'shop@current')
    expect(list).toMatchObject({ status: 1 })
    expect(list.stderr).toMatch('error: The API key is not valid')
  })

  test('a revoked key, and one that may not do this', async () => {
    const graph = await registry.graph('CHECK')
    const publish = [
      'subgraph',
      'publish',
      `${graph.id}@current`,
      '--name',
      'shop',
      '--schema',
      'shop.graphql',
    ]
    const refused = await rover.run(graph.key, ...publish, '--routing-url', 'http://shop.test')
    expect(refused).toMatchObject({ status: 1 })
    expect(refused.stderr).toMatch(
      'The key "test" may not do this: it takes the scope PUBLISH, and the key has CHECK.',
    )
    await registry.database.prisma.apiKey.updateMany({
      where: { graphId: graph.id },
      data: { revokedAt: new Date() },
    })
    expect((await rover.run(graph.key, 'config', 'whoami')).stderr).toMatch('E013')
  })

  test('a graph that is not the key’s', async () => {
    const { rover: ask } = await session()
    const { status, stderr } = await ask('subgraph', 'list', 'elsewhere@current')
    expect(status).toBe(1)
    expect(stderr).toMatch("error[E010]: Could not find graph with name 'elsewhere@current'")
  })
})

describe.runIf(hasRover)('publish', () => {
  test('a new subgraph, the same again, another one', async () => {
    const { publish, rover: ask, ref, json } = await session()
    const first = await publish('shop')
    expect(first.status).toBe(0)
    expect(first.stderr).toMatch(`A new subgraph called 'shop' was created in '${ref}'`)
    expect(first.stderr).toMatch(
      /Launch 1 is at http:\/\/registry\.test\/graph\/graph\d+\/variant\/current\/launches\//,
    )
    expect((await publish('shop')).stderr).toMatch('was NOT updated because no changes were detected')
    const other = 'subgraph publish --name stock --schema stock.graphql --routing-url http://stock.test'
    const { data } = await json(...other.split(' '), ref)
    expect(data).toMatchObject({ subgraph_was_created: true, supergraph_was_updated: true, success: true })
    const list = await ask('subgraph', 'list', ref)
    expect(list.stdout).toMatch(/shop\s+┆ http:\/\/shop\.test/)
  })

  test('a schema that does not fit the others is stored as a failed launch', async () => {
    const { publish, rover: ask, ref, id } = await session('shop')
    const { stderr } = await publish('clash')
    expect(stderr).toMatch(`A new subgraph called 'clash' was created`)
    expect(stderr).toMatch('was NOT updated with a new schema')
    expect(stderr).toMatch(/FIELD_TYPE_MISMATCH: Type of field "Item\.id" is incompatible across subgraphs/)
    const launches = await registry.database.prisma.launch.findMany({
      where: { graphId: id },
      orderBy: { number: 'asc' },
    })
    expect(launches.map(({ status }) => status)).toEqual(['COMPOSED', 'FAILED'])
    expect((await ask('supergraph', 'fetch', ref)).stdout).not.toMatch('Int!')
  })

  test('a schema that is none is refused, and nothing is stored', async () => {
    const { publish, json, ref } = await session('shop')
    const { status, stderr } = await publish('shop', 'broken.graphql')
    expect(status).toBe(1)
    expect(stderr).toMatch(
      'error: INVALID_GRAPHQL: [shop] Syntax Error: Expected Name, found <EOF>. (line 1, column 13)',
    )
    const { data } = await json('subgraph', 'fetch', ref, '--name', 'shop')
    expect(data).toMatchObject({ sdl: { contents: shop } })
  })

  test('a new subgraph without a routing URL', async () => {
    const { rover: ask, ref } = await session('shop')
    const options = ['--name', 'stock', '--schema', 'stock.graphql']
    const { status, stderr } = await ask('subgraph', 'publish', ref, ...options)
    expect(status).toBe(1)
    expect(stderr).toMatch('error[E041]: You cannot publish a new subgraph without specifying a routing URL.')
  })
})

describe.runIf(hasRover)('fetch, list, delete, compose', () => {
  test('everything that was published comes back', async () => {
    const { rover: ask, ref } = await session('shop', 'stock')
    const fetched = await ask('subgraph', 'fetch', ref, '--name', 'shop')
    expect(fetched.stdout.trim()).toBe(shop)
    const supergraph = await ask('supergraph', 'fetch', ref)
    expect(supergraph.stdout).toMatch('@join__graph(name: "stock", url: "http://stock.test")')
    const composed = await ask('supergraph', 'compose', '--graph-ref', ref)
    expect(composed.status).toBe(0)
    expect(composed.stdout.trim()).toBe(supergraph.stdout.trim())
    const api = await ask('graph', 'fetch', ref)
    expect(api.stdout).toMatch('pieces: Int')
    expect(api.stdout).not.toMatch('join__')
  })

  test('subgraph delete composes the rest', async () => {
    const { rover: ask, ref } = await session('shop', 'stock')
    const { status, stderr } = await ask('subgraph', 'delete', ref, '--name', 'stock', '--confirm')
    expect(status).toBe(0)
    expect(stderr).toMatch("The 'stock' subgraph was removed")
    expect((await ask('graph', 'fetch', ref)).stdout).not.toMatch('pieces')
    const again = await ask('subgraph', 'delete', ref, '--name', 'stock', '--confirm')
    expect(again).toMatchObject({ status: 1 })
    expect(again.stderr).toMatch(`There is no subgraph stock in ${ref}.`)
  })

  test('an unknown variant, an unknown subgraph', async () => {
    const { id, ref, rover: ask } = await session('shop')
    const variant = await ask('supergraph', 'fetch', `${id}@staging`)
    expect(variant.status).toBe(1)
    expect(variant.stderr).toMatch(`error[E008]: The graph registry does not contain variant 'staging'`)
    const subgraph = await ask('subgraph', 'fetch', ref, '--name', 'stock')
    expect(subgraph.status).toBe(1)
    expect(subgraph.stderr).toMatch(`error[E009]: Could not find subgraph 'stock'.`)
    expect(subgraph.stderr).toMatch('one of the following valid subgraphs: [shop]')
  })

  test('what this registry does not do is said', async () => {
    const { ref, rover: ask } = await session('shop')
    const whole = await ask('graph', 'publish', ref, '--schema', 'shop.graphql')
    expect(whole).toMatchObject({ status: 1 })
    expect(whole.stderr).toMatch('publish one with `rover subgraph publish`')
    const gone = await ask('graph', 'delete', ref, '--confirm')
    expect(gone.stderr).toMatch('Variants are not deleted here')
    const cloud = await ask('cloud', 'config', 'fetch', ref)
    expect(cloud.stderr).toMatch('CloudConfigFetchQuery asks for something that this registry does not have')
  })
})

describe.runIf(hasRover)('checks and lint', () => {
  test('subgraph check passes what composes and fails what does not', async () => {
    const { ref, rover: ask } = await session('shop')
    const passed = await ask('subgraph', 'check', ref, '--name', 'stock', '--schema', 'stock.graphql')
    expect(passed).toMatchObject({ status: 0 })
    const failed = await ask('subgraph', 'check', ref, '--name', 'clash', '--schema', 'clash.graphql')
    expect(failed).toMatchObject({ status: 1 })
    expect(failed.stderr).toMatch('FIELD_TYPE_MISMATCH')
  })

  test('graph check compares a whole API schema', async () => {
    const { ref, rover: ask } = await session('shop')
    await rover.file('api.graphql', 'type Query { item: Item } type Item { id: ID! name: String }')
    const { status, stdout, stderr } = await ask('graph', 'check', ref, '--schema', 'api.graphql')
    expect(`${stdout}${stderr}`).toMatch('FIELD_ADDED')
    expect(status).toBe(0)
  })

  test('subgraph lint and graph lint point at the place', async () => {
    const { ref, rover: ask } = await session('shop')
    await rover.file('lint.graphql', `${link} type Query { Bad_Name: Int }`)
    const subgraph = await ask('subgraph', 'lint', ref, '--name', 'shop', '--schema', 'lint.graphql')
    const graph = await ask('graph', 'lint', ref, '--schema', 'lint.graphql')
    for (const { stdout, stderr } of [subgraph, graph]) expect(`${stdout}${stderr}`).toMatch('Bad_Name')
  })

  test('client check holds operations against the API', async () => {
    const { ref, rover: ask } = await session('shop')
    await rover.file('operations.gql.graphql', 'query Q { item { nope } }')
    const { status, stdout } = await ask('client', 'check', ref, '--include', 'operations.gql.graphql')
    expect(status).toBe(1)
    expect(stdout).toMatch('INVALID Cannot query field "nope" on type "Item".')
  })
})

describe.runIf(hasRover)('persisted queries, READMEs, contracts', () => {
  test('persisted-queries publish adds to the list of the variant, and an id keeps its text', async () => {
    const { ref, rover: ask, json } = await session('shop')
    const first = await ask('persisted-queries', 'publish', ref, '--manifest', 'manifest.json')
    expect(first.stdout).toMatch('Successfully added 1 operation, creating revision 1 of current')
    const { data } = await json('persisted-queries', 'publish', ref, '--manifest', 'manifest.json')
    expect(data).toMatchObject({ unchanged: true, revision: 1 })
    await rover.file('other.json', manifest('query A { item { __typename } }'))
    const changed = await ask('persisted-queries', 'publish', ref, '--manifest', 'other.json')
    expect(changed).toMatchObject({ status: 1 })
    expect(changed.stderr).toMatch('The id a stands for another operation already')
  })

  test('persisted-queries publish by the id of a list', async () => {
    const { id, rover: ask } = await session('shop')
    const list = await registry.database.prisma.persistedQueryList.findFirstOrThrow({
      where: { graphId: id },
    })
    const options = ['--graph-id', id, '--list-id', list.id, '--manifest', 'manifest.json']
    expect((await ask('persisted-queries', 'publish', ...options)).status).toBe(0)
  })

  test('readme publish, readme fetch', async () => {
    const { ref, rover: ask } = await session('shop')
    await rover.file('README.md', '# The shop')
    expect((await ask('readme', 'publish', ref, '--file', 'README.md')).status).toBe(0)
    expect((await ask('readme', 'fetch', ref)).stdout).toMatch('# The shop')
  })

  test('contract publish makes a variant that follows its source', async () => {
    const { id, rover: ask, publish } = await session('shop')
    const tags = ['--exclude-tag', 'internal', '--no-include-tags', '--hide-unreachable-types']
    const made = await ask('contract', 'publish', `${id}@public`, '--source-variant', 'current', ...tags)
    expect(made.stdout).toMatch('Excluded tags: internal')
    await publish('stock')
    expect((await ask('graph', 'fetch', `${id}@public`)).stdout).not.toMatch('pieces')
    expect((await ask('graph', 'fetch', `${id}@current`)).stdout).toMatch('pieces')
    const described = await ask('contract', 'describe', `${id}@public`)
    expect(described.stdout).toMatch('Contract public of current')
    const wrong = await ask('contract', 'publish', `${id}@other`, '--source-variant', 'nope', ...tags)
    expect(wrong.stderr).toMatch(`There is no variant nope with subgraphs in ${id}.`)
  })
})
